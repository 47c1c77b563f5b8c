"""Sentences for benchmarks: no statement twice, in both languages, of the kinds that people write."""

from itertools import product


def statements(count: int) -> list[str]:
    """`count` different goal sentences, English and Arabic in turn.

    Raises:
        ValueError: more are asked for than the patterns give.
    """
    english = (
        "Gain {n} new {p} followers in {d} days",
        "Increase {p} engagement by {k}.{d}% by the end of Q3",
        "Reach {n} people on {p} within {d} days so that more of them order",
        "Keep cost per click on {p} under ${k}.50 for {d} days",
        "Lift {p} engagement rate from {k}% to {d}% this quarter by posting daily",
    )
    arabic = (
        "احصل على {n} متابع جديد على {q} خلال {d} يومًا",
        "زيادة التفاعل على {q} بنسبة {k}.{d}% بحلول نهاية الربع الثالث",
        "الوصول إلى {n} شخص على {q} خلال {d} يومًا",
        "خفض تكلفة النقرة على {q} إلى أقل من {k}.5 دولار خلال {d} يومًا",
        "رفع معدل التفاعل على {q} من {k}% إلى {d}% هذا الربع",
    )
    platforms = (("Instagram", "إنستغرام"), ("TikTok", "تيك توك"), ("LinkedIn", "لينكدإن"), ("Facebook", "فيسبوك"), ("YouTube", "يوتيوب"))
    found: list[str] = []
    for k, d, (p, q), (en, ar) in product(range(1, 150), range(5, 90), platforms, zip(english, arabic, strict=True)):
        for pattern in (en, ar):
            found.append(pattern.format(n=1000 + k * 90 + d, k=k, d=d, p=p, q=q))
            if len(found) == count:
                return found
    raise ValueError(count)
