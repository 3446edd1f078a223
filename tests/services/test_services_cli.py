"""The network from the command line: off by default, one switch, layers listed, a layer fetched with its terms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from quartiermap.cli import cli
from quartiermap.domain.project import Project
from quartiermap.io import project_file

X, Y = 520_000.0, 6_070_000.0


def call(*words: object, code: int = 0) -> Any:
    result = CliRunner().invoke(cli, [str(w) for w in words])
    assert result.exit_code == code, result.output
    return result


def test_from_switch_to_project(tmp_path: Path, stub: Any, wfs: Any, town: Project) -> None:
    stub.answers = wfs([(X + 100 * i, Y + 100) for i in range(5)])
    path = tmp_path / "p.gpkg"
    project_file.save(town, path)
    assert json.loads(call("network", "show", "--json").stdout)["network"] == "off"
    refused = json.loads(call("service", stub.url, "--json", code=4).stdout)
    assert refused["command"] == "quartiermap network on"
    call("import-service", path, "facilities", stub.url, "--kind", "kita", code=4)
    assert not stub.requests
    call("network", "on")
    listed = json.loads(call("service", stub.url, "--json").stdout)
    assert [layer["name"] for layer in listed["layers"]] == ["app:kitas"]
    told = json.loads(call("import-service", path, "facilities", stub.url, "--kind", "kita", "--json").stdout)
    assert told["rows"] == 5
    assert told["service"]["service"] == stub.url
    assert told["licence"] == "Datenlizenz Deutschland – Zero – Version 2.0"
    call("network", "off")
    assert len(project_file.load(path).facilities) == 5  # all of it is in the project now
    call("import-service", path, "facilities", "file://localhost/geheim.txt", code=4)
    call("network", "on")
    call("import-service", path, "facilities", "file://localhost/geheim.txt", code=3)
    call("import-service", path, "facilities", stub.url, "--service-layer", "gibtsnicht", code=3)
