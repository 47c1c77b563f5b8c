"""`aimline schema`: the shape of the JSON that Aimline prints."""

import json

import click

from aimline.cli.common import common_lang_option
from aimline.cli.configured import Configured


@click.command("schema", cls=Configured)
@click.argument("name", type=click.Choice(["goal", "standing", "alert", "diagnostic", "metrics", "suggestion"]))
@common_lang_option
def command(name: str) -> None:
    """The JSON Schema of what is printed."""
    if name == "goal":
        from aimline.goals.model import Goal as Model
    elif name == "standing":
        from aimline.engine.standing import Standing as Model  # type: ignore[assignment]
    elif name == "alert":
        from aimline.render.schema import Alert as Model  # type: ignore[assignment]
    elif name == "suggestion":
        from aimline.engine.suggestion import Suggestion as Model  # type: ignore[assignment]
    elif name == "metrics":
        from aimline.engine.stocktaking import Inventory as Model  # type: ignore[assignment]
    else:
        from aimline.render.schema import Diagnostic as Model  # type: ignore[assignment]
    click.echo(json.dumps(Model.model_json_schema(mode="serialization"), ensure_ascii=False, indent=2))
