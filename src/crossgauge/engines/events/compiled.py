"""How the loop's functions are compiled, and how compiled code sees the world.

A `World` reaches compiled code as one machine word: the address of a table of addresses, one a column.
`world.load` is then two loads and no reference counting; arrays handed through inner functions were counted
atomically, at 100 ns an event. The same source runs uncompiled on the named tuple itself.
"""

from collections.abc import Callable
from typing import Any

import numba
from llvmlite import ir
from numba import types
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    infer_getattr,
    intrinsic,
    lower_getattr_generic,
    models,
    register_model,
)

from crossgauge.engines.events.world import FLOATS, KEYS, World

COMPILED = not numba.config.DISABLE_JIT
POSITION = {name: i for i, name in enumerate(World._fields)}

verb: Callable[..., Any] = numba.njit(nogil=True, error_model="numpy", boundscheck=False)
inlined: Callable[..., Any] = numba.njit(nogil=True, error_model="numpy", boundscheck=False, forceinline=True)
entrance: Callable[..., Any] = numba.njit(nogil=True, error_model="numpy", boundscheck=False, cache=True)


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


def column_type(name: str) -> Any:
    """The pointer type of a column of the world."""
    if name in FLOATS:
        return types.CPointer(types.float64)
    if name in KEYS:
        return types.CPointer(types.uint64)
    return types.CPointer(types.int64)


@infer_getattr
class WorldAttribute(AttributeTemplate):
    """`world.name` is a pointer to that column."""

    key = WorldType

    def generic_resolve(self, typ: Any, attr: str) -> Any:
        return column_type(attr) if attr in POSITION else None


@lower_getattr_generic(WorldType)
def load_column(context: Any, builder: Any, typ: Any, value: Any, attr: str) -> Any:
    """Loads one address of the table, which never changes while the loop runs."""
    place = builder.gep(value, [ir.Constant(ir.IntType(64), POSITION[attr])])
    address = builder.load(place)
    address.set_metadata("invariant.load", builder.module.add_metadata([]))
    return builder.inttoptr(address, context.get_value_type(column_type(attr)))


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
