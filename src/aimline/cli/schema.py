"""`aimline schema`: the shape of the JSON that Aimline prints."""

import json

import click


@click.command()
@click.argument("name", type=click.Choice(["goal", "standing", "diagnostic"]))
def command(name: str) -> None:
    """Print the JSON Schema of a goal, a standing or a diagnostic.

    \b
    Example:
      aimline schema goal > goal.schema.json
    """
    if name == "goal":
        from aimline.goals.model import Goal as Model
    elif name == "standing":
        from aimline.engine.standing import Standing as Model  # type: ignore[assignment]
    else:
        from aimline.render.schema import Diagnostic as Model  # type: ignore[assignment]
    click.echo(json.dumps(Model.model_json_schema(mode="serialization"), ensure_ascii=False, indent=2))
