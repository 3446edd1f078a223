"""The published schema of report.json says what the program writes, and refuses what it must not write."""

import copy
import json
from pathlib import Path

import pytest

from quartiermap.render import report_model

SCHEMA = json.loads((Path(__file__).resolve().parents[3] / "docs" / "report.schema.json").read_text("utf-8"))
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "null": type(None),
    "boolean": bool,
    "integer": int,
    "number": (int, float),
}
WORDS = {
    "$schema", "$defs", "$ref", "title", "description", "type", "properties", "required", "additionalProperties", "items", "enum",
    "const", "minimum", "maximum", "exclusiveMinimum", "format",
}  # fmt: skip


def faults(value, schema, where="$"):
    """Yield where a value breaks the schema: the words of JSON Schema that ours uses, and no others."""
    assert set(schema) <= WORDS, set(schema) - WORDS
    if "$ref" in schema:
        yield from faults(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[1]], where)
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r}"
    if "const" in schema and value != schema["const"]:
        yield f"{where}: {value!r}"
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    boolean_as_number = isinstance(value, bool) and "boolean" not in wanted
    if wanted and (boolean_as_number or not any(isinstance(value, TYPES[w]) for w in wanted)):
        yield f"{where}: {type(value).__name__}"
        return
    if "minimum" in schema and value < schema["minimum"]:
        yield f"{where}: {value!r}"
    if "maximum" in schema and value > schema["maximum"]:
        yield f"{where}: {value!r}"
    if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
        yield f"{where}: {value!r}"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{where}.{name}: missing" for name in schema.get("required", []) if name not in value)
        for name, item in value.items():
            other = schema.get("additionalProperties", True)
            if name in known:
                yield from faults(item, known[name], f"{where}.{name}")
            elif other is False:
                yield f"{where}.{name}: unknown"
            elif other is not True:
                yield from faults(item, other, f"{where}.{name}")
    elif isinstance(value, list) and "items" in schema:
        for number, item in enumerate(value):
            yield from faults(item, schema["items"], f"{where}[{number}]")


@pytest.fixture(scope="module")
def model(town, programmes):
    return json.loads(report_model.to_json(report_model.build(town, programmes)))


def test_the_report_keeps_to_its_schema(model):
    assert list(faults(model, SCHEMA)) == []


@pytest.mark.parametrize(
    "damage",
    [
        lambda m: m["gaps"][0].pop("rank"),
        lambda m: m["gaps"][0].update(reason="ugly"),
        lambda m: m["districts"][0]["kinds"]["kita"].update(covered_share="85 %"),
        lambda m: m["districts"][0]["kinds"]["kita"].update(covered_share_state="unknown"),
        lambda m: m["need"][0].update(status_class="sehr hoch"),
        lambda m: m.update(extra=1),
        lambda m: m["gaps"][0]["verdicts"][0]["criteria"][0].update(result="maybe"),
    ],
)
def test_the_schema_refuses_what_the_contract_does_not_know(model, damage):
    broken = copy.deepcopy(model)
    damage(broken)
    assert list(faults(broken, SCHEMA))
