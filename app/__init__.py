"""«Сетевой сад»: the application factory."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder
from werkzeug.middleware.proxy_fix import ProxyFix

from app import bars, cli, features, menu
from app.core import compression, installable, shell, web
from app.core.db import db
from app.core.engine import prepare_engine
from app.core.menu import Menus
from app.extensions import csrf, migrate
from app.onboarding.views import HomeView
from app.organizations.security import PanelSecurityManager
from app.organizations.sign_in_views import demand_new_password


class Panel(AppBuilder):
    """FAB without its own pages and assets: every page of the product is ours (ADR 0004)."""

    def _add_global_static(self) -> None:
        """FAB's scripts and styles are not served."""

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()


def create_app(config: dict[str, Any]) -> Flask:
    """Build the application. ``config`` is what ``config.settings()`` returns."""
    app = Flask(__name__, static_folder=None)
    app.config.update(config)
    if config.get("PROXY_COUNT"):
        hops = config["PROXY_COUNT"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.before_request(web.start_clean)
    compression.install(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(cli.MIGRATIONS), render_as_batch=True)
    csrf.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
        # As classes, not names: FAB would fall back to its own manager when an import fails.
        panel = Panel(indexview=HomeView, security_manager_class=PanelSecurityManager)
        panel.init_app(app, db.session)
        features.register_all(panel)
        web.install(app)
        installable.install(app)
        app.before_request(demand_new_password)
        shell.install(
            app,
            Menus(menu.MENU, bars.BARS, menu.BENEATH),
            features.help_of,
            choice_of=features.shown_choice,
        )
    cli.install(app)
    return app
