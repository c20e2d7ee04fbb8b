"""Models of shapes that the product does not have yet, in a registry of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, ForeignKey, String, Table, func, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    column_property,
    deferred,
    mapped_column,
    relationship,
)

from app.core.scoping import reach as reaches
from app.core.scoping.reach import TENANT


class OddBase(DeclarativeBase):
    """Tables of these tests only."""


nest_feather = Table(
    "nest_feather",
    OddBase.metadata,
    Column("nest_id", ForeignKey("nest.id"), primary_key=True),
    Column("feather_id", ForeignKey("feather.id"), primary_key=True),
)


class Feather(OddBase):
    __tablename__ = "feather"
    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int]


class Egg(OddBase):
    __tablename__ = "egg"
    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int]
    nest_id: Mapped[int | None] = mapped_column(ForeignKey("nest.id"))
    nest: Mapped[Nest | None] = relationship(back_populates="eggs")


class Nest(OddBase):
    __tablename__ = "nest"
    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(40), default="")
    eggs: Mapped[list[Egg]] = relationship(back_populates="nest")
    kept_eggs: Mapped[list[Egg]] = relationship(cascade="all, delete-orphan", overlaps="eggs,nest")
    feathers: Mapped[list[Feather]] = relationship(secondary=nest_feather)

    @hybrid_property
    def loud(self) -> str:
        return self.name + "!"

    @loud.inplace.expression
    @classmethod
    def _loud(cls) -> Any:
        return cls.name + "!"


Nest.egg_count = column_property(  # type: ignore[attr-defined]
    select(func.count(Egg.id)).where(Egg.nest_id == Nest.id).correlate_except(Egg).scalar_subquery()
)
Nest.late_count = deferred(  # type: ignore[attr-defined]
    select(func.count(Egg.id)).where(Egg.nest_id == Nest.id).correlate_except(Egg).scalar_subquery()
)


class Bird(OddBase):
    __tablename__ = "bird"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "bird"}
    id: Mapped[int] = mapped_column(primary_key=True)
    organization_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))


class Duck(Bird):
    __mapper_args__ = {"polymorphic_identity": "duck"}


class Swan(Bird):
    __tablename__ = "swan"
    __mapper_args__ = {"polymorphic_identity": "swan"}
    id: Mapped[int] = mapped_column(ForeignKey("bird.id"), primary_key=True)
    song: Mapped[str] = mapped_column(String(20), default="")


SCOPED = (Feather, Egg, Nest, Bird)


@contextmanager
def declared() -> Iterator[None]:
    """These models are scoped inside the block, and unknown after it."""
    for model in SCOPED:
        reaches.reach(model, TENANT)
    try:
        yield
    finally:
        for model in SCOPED:
            del reaches.READ[model], reaches.WRITE[model]
            del reaches.SCOPED_TABLES[model.__tablename__]
            reaches._criterion_of.pop(model, None)
