"""Pages: health for the monitor, progress of jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from flask import jsonify
from flask_appbuilder import BaseView, expose
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.access import open_to_anyone, requires
from app.core.db import db
from app.core.entity_api import api_for
from app.core.entity_view import EntityView
from app.core.files.models import StoredFile
from app.core.i18n import translate
from app.core.jobs.kinds import KINDS
from app.core.jobs.models import Job
from app.core.jobs.shown import shown_job
from app.core.messages import message
from app.operations.family_access_views import FamilyAccessView
from app.operations.log_views import ChangeRecordView
from app.operations.sign_in_views import SignInReportView
from app.operations.view_log_views import ViewRecordView


class HealthView(BaseView):
    """Whether the server and its database answer. Tells nothing else."""

    route_base = ""
    default_view = "health"

    @expose("/health")
    @open_to_anyone("the monitor of the server asks it; it tells no data")
    def health(self) -> Any:
        try:
            db.session.connection().execute(select(1))
        except SQLAlchemyError:
            db.session.rollback()
            return jsonify(status="database is away"), 503
        return jsonify(status="ok")


def kind_title(name: str) -> str:
    """The Russian name of a kind of work; of one that is gone, its number will do."""
    known = KINDS.get(name)
    return translate(known.title) if known else ""


class JobView(EntityView):
    model = Job
    route_base = "/jobs"
    title_many = message("Jobs")
    title_new = message("Job")
    list_columns = ["work", "state", "done", "total", "text", "created_at", "finished_at"]
    computed = {"work": message("Kind")}
    filter_columns = ["state", "created_at"]
    base_order = ("created_at", True)
    sections = [(message("Job"), list_columns[1:])]
    read_only = True
    include_route_methods = EntityView.include_route_methods | {"progress"}

    def compute(self, rows: Sequence[Job]) -> Mapping[int, Mapping[str, str]]:
        """What the work is, in the words of its kind."""
        return {row.id: {"work": kind_title(row.kind)} for row in rows}

    def subtitle(self, item: Job) -> str:
        return kind_title(item.kind)

    @expose("/<pk>.json")
    @requires("read")
    def progress(self, pk: str) -> Any:
        """State of a job for the progress bar."""
        return jsonify(asdict(shown_job(self.load(pk), clock.now())))


class StoredFileView(EntityView):
    model = StoredFile
    route_base = "/files"
    title_many = message("Kept files")
    title_new = message("File")
    list_columns = ["name", "size", "created_at"]
    filter_columns = ["created_at"]
    base_order = ("created_at", True)
    sections = [(message("File"), list_columns)]
    read_only = True


def register(appbuilder: Any) -> None:
    for page in (HealthView, FamilyAccessView, SignInReportView):
        appbuilder.add_view_no_menu(page)
    for view in (JobView, StoredFileView, ChangeRecordView, ViewRecordView):
        appbuilder.add_view_no_menu(view)
        appbuilder.add_api(api_for(view))
