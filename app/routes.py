"""The routes of all pages and interfaces, in the order in which a request tries them."""

from __future__ import annotations

from app.api import audit as api_audit
from app.api import links as api_links
from app.api import openapi, participation, question_files, v1
from app.api import programme as api_programme
from app.api import record as api_record
from app.api import webhooks as api_webhooks
from app.outside import feeds, keys
from app.outside.ontime import routes as ontime
from app.server.monitoring import health
from app.web.backstage import page as backstage
from app.web.embed import overlay, qr
from app.web.embed import page as embed
from app.web.lectern import page as lectern
from app.web.lectern import sheet as scripts
from app.web.pages import asking, audit, board, desk, language, links, screens, sign_in, socket
from app.web.pages import bring_record as records
from app.web.pages import command as actions
from app.web.pages import imports as importing
from app.web.pages import session as pages
from app.web.planner import new_session as new
from app.web.planner import page as plan
from app.web.planner import translating
from app.web.signs import page as signs
from app.web.webhooks import page as webhooks

ROUTES = (
    pages,
    v1,
    asking,
    participation,
    question_files,
    api_audit,
    api_record,
    api_programme,
    api_links,
    api_webhooks,
    openapi,
    health,
    feeds,
    embed,
    overlay,
    qr,
    keys,
    ontime,
    actions,
    audit,
    board,
    desk,
    importing,
    records,
    links,
    language,
    backstage,
    signs,
    lectern,
    scripts,
    new,
    plan,
    translating,
    webhooks,
    screens,
    sign_in,
    socket,
)
