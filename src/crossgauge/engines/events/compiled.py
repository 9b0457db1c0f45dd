"""How the loop's functions are compiled, and how compiled code sees the world.

A `World` reaches compiled code as one machine word: the address of a table of addresses, one a column.
`world.load` is then two loads and no reference counting; arrays handed through inner functions were counted
atomically, at 100 ns an event. The same source runs uncompiled on the named tuple itself.
"""

import operator
from collections.abc import Callable
from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core.typing import signature
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_builtin,
    lower_getattr_generic,
    models,
    register_model,
)

from crossgauge.engines.events.columns import FLOATS, KEYS, ROW_OF
from crossgauge.engines.events.whole import Part, Whole, compiler_into
from crossgauge.engines.events.world import World

COMPILED = not numba.config.DISABLE_JIT
POSITION = {name: i for i, name in enumerate(World._fields)}

HOW = {"nogil": True, "error_model": "numpy", "boundscheck": False}
INSIDE_ONLY = {"pipeline_class": compiler_into(Part), "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
# `verb` and `inlined` run inside the entrance alone; a `formula` may be called from Python too.
# A verb says that it is not forced inline: numba would hand that on from the first `inlined` that calls it.
verb: Callable[..., Any] = numba.njit(**HOW, **INSIDE_ONLY, forceinline=False)
inlined: Callable[..., Any] = numba.njit(**HOW, **INSIDE_ONLY, forceinline=True)
formula: Callable[..., Any] = numba.njit(**HOW)
entrance: Callable[..., Any] = numba.njit(**HOW, pipeline_class=compiler_into(Whole), cache=True)


class WorldType(types.Type):
    """A pointer to the table of column addresses."""

    def __init__(self) -> None:
        super().__init__(name="World")


WORLD = WorldType()


@register_model(WorldType)
class WorldModel(models.PrimitiveModel):
    """One 64-bit pointer."""

    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, ir.IntType(64).as_pointer())


class Column(types.Type):
    """A pointer to the first element of a column; the next is `words` further."""

    def __init__(self, name: str) -> None:
        self.column = name
        self.dtype = types.float64 if name in FLOATS else types.uint64 if name in KEYS else types.int64
        self.words = ROW_OF[name][2] if name in ROW_OF else 1
        super().__init__(name=f"Column({name})")


@register_model(Column)
class ColumnModel(models.PrimitiveModel):
    """One 64-bit pointer."""

    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, ir.IntType(64).as_pointer())


@infer_global(operator.getitem)
class GetElement(AbstractTemplate):
    """`column[i]`."""

    def generic(self, args: Any, kws: Any) -> Any:
        if isinstance(args[0], Column) and isinstance(args[1], types.Integer):
            return signature(args[0].dtype, args[0], types.intp)
        return None


@infer_global(operator.setitem)
class SetElement(AbstractTemplate):
    """`column[i] = value`."""

    def generic(self, args: Any, kws: Any) -> Any:
        if isinstance(args[0], Column) and isinstance(args[1], types.Integer):
            return signature(types.none, args[0], types.intp, args[0].dtype)
        return None


def element_place(context: Any, builder: Any, column: Any, pointer: Any, i: Any) -> Any:
    """The address of an element, as a pointer of its type."""
    words = ir.Constant(ir.IntType(64), column.words)
    place = builder.gep(pointer, [builder.mul(i, words)], inbounds=True)
    return builder.bitcast(place, context.get_value_type(column.dtype).as_pointer())


def tell_apart(builder: Any, access: Any, column: Any) -> None:
    """Tell LLVM that what one column holds is in no other: a store elsewhere need not be waited for."""
    module = builder.module
    root = module.add_metadata(["columns of a world"])
    kind = module.add_metadata([column.column, root, ir.Constant(ir.IntType(64), 0)])
    access.set_metadata("tbaa", module.add_metadata([kind, kind, ir.Constant(ir.IntType(64), 0)]))


@lower_builtin(operator.getitem, Column, types.intp)
def get_element(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """One load."""
    value = builder.load(element_place(context, builder, sig.args[0], *args))
    tell_apart(builder, value, sig.args[0])
    return value


@lower_builtin(operator.setitem, Column, types.intp, types.Any)
def set_element(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    """One store."""
    tell_apart(builder, builder.store(args[2], element_place(context, builder, sig.args[0], *args[:2])), sig.args[0])
    return context.get_dummy_value()


@infer_getattr
class WorldAttribute(AttributeTemplate):
    """`world.name` is a pointer to that column."""

    key = WorldType

    def generic_resolve(self, typ: Any, attr: str) -> Any:
        return Column(attr) if attr in POSITION else None


@lower_getattr_generic(WorldType)
def load_column(context: Any, builder: Any, typ: Any, value: Any, attr: str) -> Any:
    """Loads one address of the table, which never changes while the loop runs."""
    words = ir.IntType(64)
    if attr == "at_hand":  # stands behind the addresses, so that its own is known
        return builder.gep(value, [ir.Constant(words, len(POSITION))], inbounds=True)
    first, i, _ = ROW_OF.get(attr, (attr, 0, 1))  # the fields of a row share one address: that of the first
    address = builder.load(builder.gep(value, [ir.Constant(words, POSITION[first])]))
    address.set_metadata("invariant.load", builder.module.add_metadata([]))
    address = builder.add(address, ir.Constant(words, 8 * i))
    return builder.inttoptr(address, context.get_value_type(Column(attr)))


@intrinsic
def world_at(typingctx: Any, address: Any) -> Any:
    """The world whose table of addresses begins at `address`."""

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], ir.IntType(64).as_pointer())

    return WORLD(types.int64), lower


@intrinsic
def bits_of(typingctx: Any, number: Any) -> Any:
    """The 64 bits of a float64, as an int64."""

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.IntType(64))

    return types.int64(types.float64), lower


@intrinsic
def float_of(typingctx: Any, bits: Any) -> Any:
    """The float64 with these 64 bits."""

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.bitcast(args[0], ir.DoubleType())

    return types.float64(types.int64), lower


if not COMPILED:

    def bits_of(number: Any) -> Any:
        """The 64 bits of a float64, as an int64."""
        return int(np.float64(number).view(np.int64))

    def float_of(bits: Any) -> Any:
        """The float64 with these 64 bits."""
        return float(np.int64(bits).view(np.float64))
