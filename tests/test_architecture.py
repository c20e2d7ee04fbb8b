"""What the import contracts (.importlinter) cannot say."""

from __future__ import annotations

import grimp

# Files of a feature that only the feature itself and the composition root may know.
PRIVATE = {"views", "forms", "report"}
ROOT_MODULES = {"app", "app.features", "app.cli"}


def feature(module: str) -> str:
    return ".".join(module.split(".")[:2])


def test_a_feature_is_entered_by_models_rules_queries_and_actions_only():
    graph = grimp.build_graph("app", exclude_type_checking_imports=True)
    entered = [
        f"{importer} imports {imported}"
        for imported in graph.modules
        if imported.split(".")[2:3] and imported.split(".")[2] in PRIVATE
        for importer in graph.find_modules_that_directly_import(imported)
        if feature(importer) != feature(imported)
        if feature(imported) != "app.core" and importer not in ROOT_MODULES
    ]
    assert not entered, sorted(entered)
