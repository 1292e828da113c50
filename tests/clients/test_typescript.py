import json
import re
from pathlib import Path

from tests.clients.job import DONE, generate, run

FOLDER = Path("clients/typescript")


def test_a_client_in_typescript_compiles_strictly_and_does_the_main_job(demo_data: Path) -> None:
    generate("typescript")

    said = run("node", ".clients/typescript/out/main.js", demo_data / "demo.json")

    assert DONE.fullmatch(said)


def test_the_program_in_typescript_needs_no_cast() -> None:
    program = (FOLDER / "main.ts").read_text()
    code = re.sub(r"//.*|/\*.*?\*/|`[^`]*`", "", program)

    assert json.loads((FOLDER / "tsconfig.json").read_text())["compilerOptions"]["strict"]
    assert re.findall(r"\bas\b|\bany\b|@ts-|\w!|\)!", code) == []


def test_what_is_installed_for_it_is_locked_by_hash_and_named_by_no_host() -> None:
    lock = json.loads((FOLDER / "package-lock.json").read_text())
    asked = json.loads((FOLDER / "package.json").read_text())
    _, *packages = lock["packages"].values()

    assert all(
        version[0].isdigit()
        for version in (asked["dependencies"] | asked["devDependencies"]).values()
    )
    assert [p for p in packages if "integrity" not in p or "resolved" in p] == []
