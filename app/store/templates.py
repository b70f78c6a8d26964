"""Templates: plans for new sessions, by name."""

from __future__ import annotations

import json

from sqlalchemy import delete
from sqlmodel import Session, col, select

from app.domain.state.document import canonical, plan_from
from app.domain.state.rundown import Plan
from app.store.database import Database
from app.store.engines.upsert import insert_or_replace
from app.store.tables import TemplateRow


class Templates:
    """The templates of one server."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def names(self) -> list[str]:
        """Return their names, in order."""
        # Sorted here, because each database sorts by the rules of its own locale.
        return await self._database.read(lambda session: sorted(session.exec(select(TemplateRow.name))))

    async def read(self, name: str) -> Plan | None:
        """Return the plan with this name, or None."""

        def work(session: Session) -> Plan | None:
            row = session.get(TemplateRow, name)
            return plan_from(json.loads(row.document)) if row else None

        return await self._database.read(work)

    async def keep(self, name: str, plan: Plan, at_ms: int) -> None:
        """Store a plan under a name, replacing an earlier one."""
        row = {"name": name, "changed_ms": at_ms, "document": json.dumps(canonical(plan), ensure_ascii=False)}

        def work(session: Session) -> None:
            insert_or_replace(session.connection(), TemplateRow, row, ("name",))

        await self._database.write(work)

    async def remove(self, name: str) -> None:
        """Delete a template; sessions that were started from it stay."""

        def work(session: Session) -> None:
            session.connection().execute(delete(TemplateRow).where(col(TemplateRow.name) == name))

        await self._database.write(work)
