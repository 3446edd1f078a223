"""The JSON Schema of programme files (``docs/programme.schema.json``), made from the models that read them.

Editors that know TOML (for example with Taplo or "Even Better TOML") complete and check a file with it while it is
written; ``quartiermap programmes check`` checks more (references, chains, periods) and says it in German.
"""

from __future__ import annotations

import json
from typing import Any

from quartiermap.domain.laender import LAENDER
from quartiermap.domain.programme import Programme
from quartiermap.domain.rule_tests import TEST_MODELS

ADDRESS = "https://json-schema.org/draft/2020-12/schema"


def programme_schema() -> dict[str, Any]:
    """Return the schema as plain values, the same on every run."""
    schema = Programme.model_json_schema()
    definitions: dict[str, Any] = schema.pop("$defs")
    for name, model in TEST_MODELS.items():
        made = model.model_json_schema(ref_template="#/$defs/{model}")
        definitions.update(made.pop("$defs", {}))
        definitions[f"test_{name}"] = {**made, "title": name}
    rule = definitions["Rule"]["properties"]
    rule["test"] = {
        "description": rule["test"]["description"],
        "oneOf": [{"$ref": f"#/$defs/test_{name}"} for name in TEST_MODELS],
    }
    partial = {
        name: {"type": "object", "description": "Nur, was in diesem Land anders ist."}
        if name == "test"
        else value
        for name, value in rule.items()
        if name not in ("id", "overrides")
    }
    rule["overrides"] = {
        "description": rule["overrides"]["description"],
        "type": "object",
        "propertyNames": {"enum": list(LAENDER)},
        "additionalProperties": {"type": "object", "properties": partial, "additionalProperties": False},
    }
    return {
        "$schema": ADDRESS,
        "title": "QuartierMap: Förderprogramm",
        "description": "Ein Förderprogramm als Regelwerk mit Quellen; Anleitung: programme-schreiben.md.",
        **{key: value for key, value in schema.items() if key not in ("title", "description")},
        "$defs": {name: _plain(name, definitions[name]) for name in sorted(definitions)},
    }


def _plain(name: str, definition: dict[str, Any]) -> dict[str, Any]:
    """Return a definition with the description of a test in one line; models describe themselves to readers of the code."""
    plain = {key: value for key, value in definition.items() if key != "description"}
    if not name.startswith("test_"):
        return plain
    text = " ".join(str(definition["description"]).split())
    return {"description": text, **plain}


def schema_text() -> str:
    """Return the schema as it stands in ``docs/programme.schema.json``."""
    return json.dumps(programme_schema(), ensure_ascii=False, indent=1) + "\n"
