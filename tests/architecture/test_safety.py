"""What the package executes: nothing that a project, a log or a scenario says. Every exception has its reason here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "crossgauge"
FILES = sorted(PACKAGE.rglob("*.py"))

# Calls that run text or bytes as code, or a shell; modules that do so when they are imported.
CALLS = {
    "eval", "exec", "compile", "__import__", "os.system", "os.popen", "os.execv", "os.execvp", "os.spawnv", "os.startfile",
    "subprocess.getoutput", "subprocess.getstatusoutput", "asyncio.create_subprocess_shell", "tempfile.mktemp",
    "np.load", "numpy.load", "pl.read_database", "pl.DataFrame.deserialize", "pl.LazyFrame.deserialize", "pl.Expr.deserialize",
    "ElementTree.parse", "ElementTree.fromstring", "ElementTree.iterparse", "ElementTree.XML", "yaml.load", "yaml.unsafe_load",
}  # fmt: skip
METHODS = {"extractall", "unpack_archive", "enable_load_extension", "load_extension"}
MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "runpy", "code", "codeop", "pty", "subprocess", "ctypes", "xml.dom", "xml.sax"}

MESSAGES = "messages between processes of one run, over pipes that it has made; nothing of it is read from a file"
ALLOWED = {
    ("study/crew.py", "pickle"): MESSAGES,
    ("study/worker.py", "pickle"): MESSAGES,
    ("study/ensemble/processes.py", "pickle"): MESSAGES,
    ("study/ensemble/worker.py", "pickle"): MESSAGES,
    ("study/ensemble/cluster.py", "pickle"): "tasks of a cluster that the user has named, which runs our code anyway",
    ("study/crew.py", "subprocess"): "worker processes: this Python, our module, words of ours",
    ("study/ensemble/processes.py", "subprocess"): "worker processes: this Python, our module, words of ours",
    ("cli/serve.py", "subprocess"): "the server: this Python, our module, the user's own options as words",
    ("views/pdf.py", "subprocess"): "a browser that prints a file that we have written, words of ours",
    ("views/spoken.py", "subprocess"): "espeak-ng with words of ours; the text comes on its standard input",
    ("sources/formats/xes.py", "xml.sax"): "quotes attributes that are written; it parses nothing",
}


def told(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def dotted(node: ast.expr) -> str:
    """`a.b.c` of an expression that is no more than that."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def said(call: ast.Call) -> dict[str, object]:
    """Keywords of a call with their constants; None for what is computed."""
    return {one.arg: getattr(one.value, "value", None) for one in call.keywords if one.arg}


def faults_of_call(call: ast.Call) -> Iterator[str]:
    name, words = dotted(call.func), said(call)
    last = name.rpartition(".")[2]
    if name in CALLS or last in METHODS:
        yield name
    if words.get("shell", False) is not False:
        yield f"{name}(shell=…)"
    if words.get("allow_pickle", False) is not False:
        yield f"{name}(allow_pickle=…)"
    if last == "YAML" and not (words.get("typ") == "safe" and words.get("pure") is True):
        yield "YAML, not safe"
    if last == "Environment" and words.get("autoescape") is not True:
        yield "Environment, without autoescape"


def faults_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from faults_of_call(node)
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module]
        for name in names:
            yield from (module for module in MODULES if name == module or name.startswith(f"{module}."))


@pytest.fixture(scope="module")
def found() -> set[tuple[str, str]]:
    """Every file with every such thing in it."""
    return {(told(path), what) for path in FILES for what in faults_of(ast.parse(path.read_text(encoding="utf-8")))}


def test_nothing_that_is_read_is_run(found):
    assert found - ALLOWED.keys() == set()


def test_no_exception_outlives_its_file(found):
    """An entry of the list whose file no longer does so would hide the next one."""
    assert ALLOWED.keys() - found == set()


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("eval(text)", "eval"),
        ("import os\nos.system('ls')", "os.system"),
        ("from pickle import load", "pickle"),
        ("import subprocess as s", "subprocess"),
        ("run(words, shell=True)", "run(shell=…)"),
        ("run(words, shell=told)", "run(shell=…)"),
        ("YAML()", "YAML, not safe"),
        ("YAML(typ='unsafe')", "YAML, not safe"),
        ("Environment()", "Environment, without autoescape"),
        ("archive.extractall(folder)", "archive.extractall"),
        ("np.load(path, allow_pickle=True)", "np.load"),
    ],
)
def test_the_judge_sees_it(code: str, what: str):
    assert what in set(faults_of(ast.parse(code)))


@pytest.mark.parametrize("code", ["YAML(typ='safe', pure=True)", "re.compile(x)", "Environment(autoescape=True)", "run(words, shell=False)"])
def test_the_judge_lets_pass_what_is_safe(code: str):
    assert set(faults_of(ast.parse(code))) == set()
