"""No file imports another that, by whatever way, imports it."""

from graphlib import TopologicalSorter

import grimp


def test_no_circle_among_files():
    graph = grimp.build_graph("crossgauge", cache_dir=None)

    imports = TopologicalSorter(
        {file: graph.find_modules_directly_imported_by(file) for file in graph.modules}
    )

    imports.prepare()  # raises CycleError and names the circle
