"""What makes the build faster changes nothing in what it builds."""

import random

import pytest
from build_speed import in_one_loop, shared_by_options
from docutils import nodes

KINDS = (nodes.section, nodes.paragraph, nodes.emphasis)


def tree(rng, depth=6):
    """A page of nested nodes; some have no children, some are text."""
    node = rng.choice(KINDS)()
    for _ in range(rng.randrange(4) if depth else 0):
        node += nodes.Text("word") if rng.random() < 0.3 else tree(rng, depth - 1)
    return node


@pytest.mark.parametrize(
    "condition", [None, nodes.paragraph, nodes.Text, lambda node: len(node.children) == 2]
)
@pytest.mark.parametrize("options", [{}, {"include_self": False}, {"siblings": True}])
def test_one_loop_finds_the_same_nodes_in_the_same_order(condition, options):
    find, sizes = in_one_loop(nodes.Node.findall), set()
    for seed in range(30):
        page = tree(random.Random(seed))
        for start in (page, *page.children):
            expected = [id(node) for node in start.findall(condition, **options)]
            assert [id(node) for node in find(start, condition, **options)] == expected
            sizes.add(len(expected))
    assert max(sizes) > 5


def test_one_loop_sees_what_is_added_while_it_walks():
    def visited(findall):
        page = tree(random.Random(3))
        names = []
        for node in findall(page, nodes.Element):
            names.append(type(node).__name__)
            if isinstance(node, nodes.section) and len(names) < 20:
                node.insert(0, nodes.strong("", "", nodes.literal()))
        return names

    expected = visited(nodes.Node.findall)
    assert "literal" in expected
    assert visited(in_one_loop(nodes.Node.findall)) == expected


def test_a_formatter_is_shared_by_equal_options_alone():
    def made(bridge, **options):
        return [bridge, options]

    get = shared_by_options(made)
    assert get("html", linenos=True, hl_lines=[1]) is get("html", hl_lines=[1], linenos=True)
    different = [
        get("html"),
        get("html", linenos=True),
        get("html", hl_lines=[1]),
        get("html", hl_lines=[2]),
        get("latex"),
    ]
    assert len({id(formatter) for formatter in different}) == len(different)
    assert different[3] == ["html", {"hl_lines": [2]}]
