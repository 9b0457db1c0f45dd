"""What a folder can do to its reader: sizes, encodings, tags, paths. Always a fault, never a traceback."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crossgauge.errors import ProjectFaulty
from crossgauge.sources import folder, limits, project, yaml_tree
from sources.post import CROSSING, FILES, FLEET, NETWORK, message_of, write_project


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "a: !!python/object/apply:os.system [ls]",
            "has the tag 'tag:yaml.org,2002:python/object/apply:os.system'",
        ),
        ("a: !include /etc/passwd", "has the tag '!include'"),
        ("a: &a [*a]", "uses '*a'"),
        ("a: 1\n---\nb: 1", "has a second document ('---')"),
        ("[a]: 1", "has a list or mapping as a key"),
        ("- a", "is a list"),
        ("a\tb: '", "is not YAML: "),
        ("a: [" * 50, "is nested too deep"),
        ("a: " + "x" * 20_001, "has a text of 20001 characters"),
        ("&a : &b", "there is no collection"),
    ],
)
def test_yaml_of_an_evil_mind_is_a_fault(tmp_path, text, said):
    """Nothing is constructed, no tag is obeyed."""
    (tmp_path / "evil.yaml").write_text(text)

    assert said in message_of(tmp_path)


def test_aliases_that_multiply_meet_the_limit(tmp_path):
    """A billion laughs are counted before they are built."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    (tmp_path / "laughs.yaml").write_text("\n".join(lines))

    assert f"Expected at most {limits.MOST_ELEMENTS} (MOST_ELEMENTS)." in message_of(tmp_path)


def test_an_alias_saves_writing(tmp_path):
    """Anchors within the limits are plain YAML."""
    shared = CROSSING.replace("hours: crews}", "hours: &crews crews}").replace(
        "count: 400, stock: true", "count: 400, stock: true, hours: *crews"
    )

    assert message_of(write_project(tmp_path, rail=shared)) == ""


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\xff\xfea\x00", "holds NUL bytes, so it is not text"),
        (b"a: 1\nb: \xe9", "evil.yaml:2: is not UTF-8: byte 0xe9"),
        (b"a: \x07", "is not YAML"),
    ],
)
def test_what_is_no_text_is_a_fault(tmp_path, data, said):
    """Binary files and foreign encodings."""
    (tmp_path / "evil.yaml").write_bytes(data)

    assert said in message_of(tmp_path)


@pytest.mark.parametrize(
    ("module", "limit", "most"),
    [
        (folder, "MOST_FILES", 3),
        (folder, "MOST_YAML_BYTES", 100),
        (folder, "MOST_FILE_BYTES", 100),
        (folder, "MOST_TOTAL_BYTES", 500),
        (folder, "MOST_ROWS", 0),
        (folder, "MOST_COLUMNS", 3),
        (folder, "MOST_TEXT", 10),
        (yaml_tree, "MOST_DEPTH", 3),
        (yaml_tree, "MOST_ELEMENTS", 20),
        (yaml_tree, "MOST_TEXT", 10),
    ],
)
def test_every_limit_is_said_by_its_name(tmp_path, monkeypatch, module, limit, most):
    """`sources/limits.py`."""
    monkeypatch.setattr(module, limit, most)

    assert f"({limit})" in message_of(write_project(tmp_path))


def test_links_out_of_the_folder_are_refused(tmp_path):
    """A symbolic link is followed to its end before it is read."""
    (tmp_path / "outside.yaml").write_text("network: {id: outside}")
    inside = tmp_path / "project"
    inside.mkdir()
    (inside / "network.yaml").symlink_to(tmp_path / "outside.yaml")
    (inside / "round.yaml").symlink_to(inside / "round.yaml")
    os.mkfifo(inside / "pipe.yaml")
    (inside / "folder.yaml").mkdir()

    said = message_of(inside)

    assert "network.yaml: leads out of the project folder" in said
    assert "pipe.yaml: is not a file" in said
    assert "round.yaml: cannot be read" in said or "round.yaml: does not exist" in said


@pytest.mark.parametrize(
    "file", ["/etc/passwd", "/etc/x.csv", "../x.csv", "a/../../x.csv", "x\0.csv", "", "."]
)
def test_data_outside_of_the_folder_is_refused(tmp_path, file):
    """`column` and `log` stay inside."""
    quoted = file.replace("\0", "\\0")
    fleet = FLEET.replace("running_time: 20 min", f'running_time: "column({quoted}, minutes, unit min)"')

    assert "fleet.yaml:15: link 'border': running_time reads '" in message_of(
        write_project(tmp_path, fleet=fleet)
    )


def test_other_endings_are_told(tmp_path):
    """A file that looks like ours and is not read would be a surprise."""
    write_project(tmp_path)
    (tmp_path / "more.yml").write_text("places:")

    assert "more.yml: has an ending that is not read" in message_of(tmp_path)


TEXTS = st.text(max_size=20) | st.sampled_from(
    [
        "18 h",
        "mixture(0.5: 1 h, 0.5: mixture(1: 2 h))",
        "2023-01-01",
        "08:00-12:00",
        "always",
        "-1",
        "1e999",
        "~",
        "",
    ]
)
WORDS = st.sampled_from(
    [
        *project.HEADS,
        *(
            "steps",
            "arrivals",
            "count",
            "share",
            "value",
            "fact",
            "use",
            "for",
            "branch",
            "arms",
            "open",
            "shifts",
        ),
    ]
)
TREES = st.recursive(
    TEXTS | st.integers(-5, 5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | TEXTS, inner, max_size=4),
    max_leaves=25,
)


def flow_text(tree: object) -> str:
    """A tree as YAML in flow form, every text quoted."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{flow_text(key)}: {flow_text(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(flow_text(item) for item in tree) + "]"
    return "'" + str(tree).replace("'", "''").replace("\n", " ") + "'" if isinstance(tree, str) else str(tree)


def assert_only_faults(path) -> None:
    try:
        project.read_project(path)
    except ProjectFaulty as error:
        assert error.faults


@given(head=st.sampled_from(project.HEADS), tree=TREES)
@settings(max_examples=60)
def test_a_random_tree_is_right_or_faulty(tmp_path_factory, head, tree):
    """Never another exception."""
    path = tmp_path_factory.mktemp("tree")
    write_project(path)
    (path / "random.yaml").write_text(f"{head}: {flow_text(tree)}", encoding="utf-8", errors="replace")

    assert_only_faults(path)


@given(file=st.sampled_from(sorted(FILES)), data=st.data())
@settings(max_examples=60)
def test_a_garbled_file_is_right_or_faulty(tmp_path_factory, file, data):
    """A stretch of a right file is cut, or others' letters are put in."""
    text = FILES[file]
    start = data.draw(st.integers(0, len(text)))
    length = data.draw(st.integers(0, 30))
    letters = data.draw(
        st.text(max_size=3) | st.sampled_from([":", "- ", "{", "}", "[", "'", '"', "&a", "*a", "\t", "#"])
    )
    path = tmp_path_factory.mktemp("garbled")

    write_project(path)
    garbled = text[:start] + letters + text[start + length :]
    (path / file).write_text(garbled, encoding="utf-8", errors="replace")

    assert_only_faults(path)


@given(
    key=st.sampled_from("setscale"), path=st.text("abcdefcrossings.rail#0123456789-:", max_size=40), to=TEXTS
)
def test_a_random_change_is_right_or_faulty(tmp_path_factory, key, path, to):
    """Paths and values of changes come from people."""
    folder_path = tmp_path_factory.mktemp("change")
    change = "{scale: '%s', by: %s}" if key in "scale" else "{set: '%s', to: %s}"
    dated = "agreements: {x: {name: X, from: 2023-01-01, changes: [" + change % (path, flow_text(to)) + "]}}"

    write_project(folder_path, dated=dated)

    assert_only_faults(folder_path)


def test_a_project_needs_its_network(tmp_path):
    """`network:` stands once in the folder."""
    (tmp_path / "places.yaml").write_text(NETWORK.replace("network:", "places:"))

    assert "network is missing" in message_of(tmp_path)
