"""Tables: the passage to an academic year, the plan of its groups and children, its history."""

from __future__ import annotations

import enum
from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.children.models import Child
from app.core.db import Authored, Base, Tenant, UtcDateTime, Versioned, column, enum_type
from app.core.jobs.models import Job
from app.core.messages import message
from app.core.scoping.reach import TENANT, reach
from app.documents.models import Document
from app.groups.models import AgeLevel, ChildGroup
from app.movement.transition.rules import COURSES, TRANSITION_STATES, Course, TransitionState
from app.organizations.models import Organization


class TransitionStep(enum.StrEnum):
    """What happened to a passage."""

    BEGUN = "begun"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    DONE = "done"
    UNDONE = "undone"


TRANSITION_STEPS = {
    TransitionStep.BEGUN: message("planning begun"),
    TransitionStep.CONFIRMED: message("plan confirmed"),
    TransitionStep.WITHDRAWN: message("confirmation withdrawn"),
    TransitionStep.DONE: message("passage carried out"),
    TransitionStep.UNDONE: message("passage undone"),
}


class YearTransition(Tenant, Authored, Versioned, Base):
    """The passage of one kindergarten to the year that begins on ``starts_on`` (переход)."""

    __tablename__ = "year_transition"
    __table_args__ = (UniqueConstraint("organization_id", "starts_on"),)

    starts_on: Mapped[date] = column(label=message("First day of the new year"))
    name: Mapped[str] = column(String(20), label=message("New academic year"))
    state: Mapped[TransitionState] = column(
        enum_type(TransitionState),
        default=TransitionState.PLANNED,
        label=message("State"),
        labels=TRANSITION_STATES,
    )
    confirmed_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("ab_user.id", ondelete="RESTRICT")
    )
    confirmed_name: Mapped[str | None] = column(String(120), label=message("Confirmed by"))
    confirmed_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Confirmed at"))
    confirmed_digest: Mapped[str | None] = mapped_column(String(64))
    done_name: Mapped[str | None] = column(String(120), label=message("Carried out by"))
    done_at: Mapped[datetime | None] = column(UtcDateTime, label=message("Carried out at"))
    backup_name: Mapped[str | None] = column(String(200), label=message("Backup"))
    # What was done, in figures: JSON of ``report.Outcome``.
    outcome: Mapped[str | None] = mapped_column(Text)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("job.id", ondelete="SET NULL"))

    organization: Mapped[Organization] = relationship()
    job: Mapped[Job | None] = relationship()

    def __repr__(self) -> str:
        return self.name


class TransitionGroup(Tenant, Authored, Base):
    """What is planned for a group; ``old_level_id`` is kept when it is carried out, for undoing."""

    __tablename__ = "transition_group"
    __table_args__ = (UniqueConstraint("organization_id", "transition_id", "group_id"),)

    transition_id: Mapped[int] = mapped_column(
        ForeignKey("year_transition.id", ondelete="RESTRICT"), index=True
    )
    group_id: Mapped[int] = mapped_column(ForeignKey("child_group.id", ondelete="RESTRICT"))
    course: Mapped[Course] = column(enum_type(Course), label=message("Plan"), labels=COURSES)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("child_group.id", ondelete="RESTRICT"))
    level_id: Mapped[int | None] = mapped_column(ForeignKey("age_level.id", ondelete="RESTRICT"))
    old_level_id: Mapped[int | None] = mapped_column(
        ForeignKey("age_level.id", ondelete="RESTRICT")
    )

    transition: Mapped[YearTransition] = relationship()
    group: Mapped[ChildGroup] = relationship(foreign_keys=group_id)
    target: Mapped[ChildGroup | None] = relationship(foreign_keys=target_id)
    level: Mapped[AgeLevel | None] = relationship(foreign_keys=level_id)


class TransitionChild(Tenant, Authored, Base):
    """What is planned for a child other than for its group."""

    __tablename__ = "transition_child"
    __table_args__ = (UniqueConstraint("organization_id", "transition_id", "child_id"),)

    transition_id: Mapped[int] = mapped_column(
        ForeignKey("year_transition.id", ondelete="RESTRICT"), index=True
    )
    child_id: Mapped[int] = mapped_column(ForeignKey("child.id", ondelete="RESTRICT"))
    course: Mapped[Course] = column(enum_type(Course), label=message("Plan"), labels=COURSES)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("child_group.id", ondelete="RESTRICT"))

    transition: Mapped[YearTransition] = relationship()
    child: Mapped[Child] = relationship()
    target: Mapped[ChildGroup | None] = relationship()


class TransitionOrder(Tenant, Authored, Base):
    """An order that waits for the passage: signed by the head, carried out by the administrator."""

    __tablename__ = "transition_order"
    __table_args__ = (UniqueConstraint("organization_id", "document_id"),)

    transition_id: Mapped[int] = mapped_column(
        ForeignKey("year_transition.id", ondelete="RESTRICT"), index=True
    )
    document_id: Mapped[int] = column(
        ForeignKey("document.id", ondelete="RESTRICT"), label=message("Order, document")
    )

    transition: Mapped[YearTransition] = relationship()
    document: Mapped[Document] = relationship()


class TransitionEvent(Tenant, Authored, Base):
    """What happened to a passage, by whom and when. Nothing is changed or deleted."""

    __tablename__ = "transition_event"

    transition_id: Mapped[int] = column(
        ForeignKey("year_transition.id", ondelete="RESTRICT"),
        index=True,
        label=message("New academic year"),
    )
    step: Mapped[TransitionStep] = column(
        enum_type(TransitionStep), label=message("Step"), labels=TRANSITION_STEPS
    )
    happened_at: Mapped[datetime] = column(UtcDateTime, label=message("When"))
    by_name: Mapped[str] = column(String(120), label=message("Who"))
    comment: Mapped[str | None] = column(String(300), label=message("Comment"))

    organization: Mapped[Organization] = relationship()
    transition: Mapped[YearTransition] = relationship()

    def __repr__(self) -> str:
        return f"{self.happened_at:%d.%m.%Y}"


for _model in (YearTransition, TransitionGroup, TransitionChild, TransitionOrder, TransitionEvent):
    reach(_model, TENANT)
