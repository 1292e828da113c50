import sys
from pathlib import Path

from tests.clients.job import DONE, generate, run

PYTHON = ".clients/venv/bin/python"
GENERATED = ".clients/python"
PROGRAM = Path("clients/python/main.py")
IMPORT_ALL = """
from importlib import import_module
from pkgutil import walk_packages
import okr_client
for module in walk_packages(okr_client.__path__, "okr_client."):
    import_module(module.name)
"""


def test_a_client_in_python_is_typed_throughout_and_does_the_main_job(demo_data: Path) -> None:
    generate("python")

    run(PYTHON, "-c", IMPORT_ALL, PYTHONPATH=GENERATED)
    strictly = ["--strict", "--config-file=", "--follow-imports=silent"]
    mypy = [sys.executable, "-m", "mypy", *strictly, "--python-executable", PYTHON]
    run(*mypy, PROGRAM, MYPYPATH=GENERATED)
    said = run(PYTHON, PROGRAM, demo_data / "demo.json", PYTHONPATH=GENERATED)

    assert DONE.fullmatch(said)


def test_the_program_that_keeps_a_copy_is_typed_throughout() -> None:
    run(sys.executable, "-m", "mypy", "--strict", "--config-file=", PROGRAM.with_name("pull.py"))
