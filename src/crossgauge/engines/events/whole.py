"""The engine's functions compiled as one: joined first, optimised and made machine code once.

numba by itself optimises and translates every function together with all that it calls, again for each caller.
Here a function that takes the world is only lowered; the entrance joins them all, hides them from the linker, so
that LLVM may inline and drop them as it likes, and is optimised once: two thirds of the time, and faster code.
"""

from typing import Any

from llvmlite import binding as llvm
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class Unplaced:
    """A code generator that has no place in memory to note a function's globals in."""

    def __init__(self, codegen: Any) -> None:
        self._codegen = codegen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._codegen, name)

    def set_env(self, env_name: str, env: Any) -> None:
        """Nothing to note: a part is not in memory."""


class Part(JITCodeLibrary):
    """A function that runs inside the whole alone: not optimised, never called from Python."""

    @property
    def codegen(self) -> Any:
        """The code generator, as numba asks for it when a function is ready."""
        return Unplaced(self._codegen)

    def _optimize_functions(self, ll_module: Any) -> None:
        ll_module.data_layout = self._codegen._data_layout

    def finalize(self) -> None:
        """Leave the function as it was lowered; what it calls is joined in the whole."""
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """No address: nobody calls it."""
        self._ensure_finalized()
        return 0


def with_called(library: Any, found: dict[Any, None]) -> None:
    """Add to `found` a library and whatever it calls."""
    if library not in found:
        found[library] = None
        if isinstance(library, Part):
            for called in library._linking_libraries:
                with_called(called, found)


class Whole(JITCodeLibrary):
    """The entrance with everything that it calls."""

    def __init__(self, codegen: Any, name: str) -> None:
        super().__init__(codegen, name)
        self.own: set[str] = set()

    def add_llvm_module(self, ll_module: Any) -> None:
        """Note which functions are the entrance's own: itself and its wrappers."""
        self.own |= {function.name for function in ll_module.functions if not function.is_declaration}
        super().add_llvm_module(ll_module)

    def finalize(self) -> None:
        """Join what the parts call too."""
        found: dict[Any, None] = {}
        libraries: list[Any] = vars(self)["_linking_libraries"]
        for library in libraries:
            with_called(library, found)
        libraries[:] = found
        super().finalize()

    def _optimize_final_module(self) -> None:
        # New names: the linker knows hidden functions too, and would give them, called as LLVM changed them to be
        # called, to formulas that are compiled later for Python.
        for function in self._final_module.functions:
            if not function.is_declaration and function.name not in self.own:
                function.linkage = llvm.Linkage.internal
                function.name = f"engine.{function.name}"
        super()._optimize_final_module()


def compiler_into(library_class: Any) -> Any:
    """A numba compiler whose functions go into libraries of this class."""

    class Into(Compiler):
        def __init__(self, typingctx: Any, targetctx: Any, library: Any, *rest: Any) -> None:
            library = library_class(targetctx.codegen(), "engine")
            library.enable_object_caching()
            super().__init__(typingctx, targetctx, library, *rest)

    return Into
