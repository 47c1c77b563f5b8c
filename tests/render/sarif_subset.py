"""The part of SARIF 2.1.0 that Aimline writes, as a JSON Schema: stricter than the standard's own schema, which allows more and stays with its publisher.

Written from the standard (OASIS, Static Analysis Results Interchange Format 2.1.0, section 3); what section it comes from stands beside each object.
"""

from typing import Any


def _object(required: str, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required.split(), "properties": properties, "additionalProperties": False}


def _list(items: Any, **more: Any) -> dict[str, Any]:
    return {"type": "array", "items": items, **more}


_COUNT = {"type": "integer", "minimum": 0}
_ORDINAL = {"type": "integer", "minimum": 1}
_TEXT = {"type": "string", "minLength": 1}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_LANGUAGE = {"type": "string", "pattern": "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"}
_BAG = {"type": "object"}
_MESSAGE = _object("text", text=_TEXT, markdown=_TEXT)  # 3.11, 3.12
_ARTIFACT = _object("uri", uri={"type": "string", "format": "uri-reference", "pattern": '^[^\\s<>"{}|\\\\^`]+$'}, uriBaseId=_TEXT)  # 3.4
_SNIPPET = _object("text", text={"type": "string"})  # 3.3
_REGION = _object(  # 3.30
    "startLine startColumn endLine endColumn snippet", startLine=_ORDINAL, startColumn=_ORDINAL, endLine=_ORDINAL, endColumn=_ORDINAL, snippet=_SNIPPET
)
_RULE = _object(  # 3.49
    "id shortDescription fullDescription help",
    id=_TEXT,
    name=_TEXT,
    shortDescription=_MESSAGE,
    fullDescription=_MESSAGE,
    help=_object("text markdown", text=_TEXT, markdown=_TEXT),
    helpUri={"type": "string", "format": "uri"},
    defaultConfiguration=_object("level", level=_LEVEL),
    properties=_BAG,
)
_DRIVER = _object("name version rules", name=_TEXT, version=_TEXT, semanticVersion=_TEXT, language=_LANGUAGE, rules=_list(_RULE, uniqueItems=True))  # 3.19
_TRANSLATION = _object(  # 3.19.4
    "name language contents associatedComponent translationMetadata rules",
    name=_TEXT,
    semanticVersion=_TEXT,
    language=_LANGUAGE,
    contents={"const": ["localizedData"]},
    associatedComponent=_object("name", name=_TEXT),
    translationMetadata=_object("name", name=_TEXT, fullName=_TEXT),
    rules=_list(_RULE),
)
_NOTIFICATION = _object("message level", message=_MESSAGE, level=_LEVEL)  # 3.58
_INVOCATION = _object(  # 3.20
    "executionSuccessful exitCode", executionSuccessful={"type": "boolean"}, exitCode=_COUNT, toolExecutionNotifications=_list(_NOTIFICATION)
)
_FIX = _object(  # 3.55
    "artifactChanges description",
    description=_MESSAGE,
    artifactChanges=_list(
        _object(
            "artifactLocation replacements",
            artifactLocation=_ARTIFACT,
            replacements=_list(_object("deletedRegion insertedContent", deletedRegion=_REGION, insertedContent=_SNIPPET), minItems=1),
        ),
        minItems=1,
    ),
    properties=_BAG,
)
_RESULT = _object(  # 3.27
    "ruleId level message locations partialFingerprints",
    ruleId=_TEXT,
    ruleIndex=_COUNT,
    level=_LEVEL,
    message=_MESSAGE,
    locations=_list(
        _object("physicalLocation", physicalLocation=_object("artifactLocation region", artifactLocation=_ARTIFACT, region=_REGION)), minItems=1, maxItems=1
    ),
    partialFingerprints={"type": "object", "additionalProperties": _TEXT},
    fixes=_list(_FIX, minItems=1),
    properties=_BAG,
)
_RUN = _object(  # 3.14
    "tool results columnKind invocations",
    tool=_object("driver", driver=_DRIVER),
    language=_LANGUAGE,
    translations=_list(_TRANSLATION, uniqueItems=True),
    invocations=_list(_INVOCATION, minItems=1),
    originalUriBaseIds={"type": "object", "additionalProperties": {"type": "object"}},
    artifacts=_list(_object("location", location=_ARTIFACT, roles=_list({"const": "analysisTarget"}))),
    columnKind={"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
    newlineSequences=_list({"type": "string"}, minItems=1, uniqueItems=True),
    results=_list(_RESULT),
)
SCHEMA = _object("version runs", **{"$schema": {"type": "string", "format": "uri"}}, version={"const": "2.1.0"}, runs=_list(_RUN, minItems=1))
