"""The marks by which Rostrum knows files that it wrote itself."""

from __future__ import annotations

from app.domain.values import LANGUAGES

# How the report as Markdown ends; no renderer shows it.
REPORT_MARKDOWN = "<!-- rostrum-report -->"
# In the head of the report as HTML.
REPORT_HTML = '<meta name="generator" content="rostrum-report">'
# The generator of a schedule for apps of frab and pretalx.
OUR_NAME = "Rostrum"
# The category of a workbook that is the report of a session.
REPORT_CATEGORY = "rostrum-report"
# How tables about a session that was held begin, as CSV: report, audit, points of a recording, questions.
REPORT_TABLES = (
    "table,id,number,kind,title,speakers,state,planned_ms,",
    "at,at_ms,actor,role,command,",
    "take,kind,segment,title,speaker,",
    "id,asked_at,asked_at_ms,state,votes,",
)
# Headings of the report and of draft minutes, in each language: what is left where their text is copied and pasted.
REPORT_LINES = (
    ("Summary", "Segments", "Speakers"),
    ("الملخص", "الفقرات", "المتكلمون"),
    ("Resumen", "Segmentos", "Oradores"),
    ("Résumé", "Séquences", "Orateurs"),
    ("Сводка", "Пункты", "Ораторы"),
    ("摘要", "环节", "发言者"),
    ("Draft minutes", "Participants", "Proceedings"),
    ("مشروع محضر", "المشاركون", "سير الجلسة"),
    ("Proyecto de acta", "Participantes", "Desarrollo"),
    ("Projet de procès-verbal", "Participants", "Déroulement"),
    ("Проект протокола", "Участники", "Ход заседания"),
    ("会议记录草案", "与会者", "会议过程"),
)
# The name, function and organisation of a person in a calendar, beside the text with all three.
CONTACT_PARAMETERS = ("X-NAME", "X-FUNCTION", "X-ORGANISATION")
# The first row of a programme table; older versions wrote it without the last columns.
PROGRAMME_HEADINGS = (
    "Session", "Address", "Conference", "Room", "Zone", "Date", "Start", "Fixed start", "Duration", "Title", "Type",
    "Speakers", "Functions", "Organisations", "Countries", "ID", "Speaker IDs", "Session start", "Session end",
    "Abstract", "Track", "Language", "Links", "Moderator", "Moderator ID",
)  # fmt: skip
OLDER_HEADINGS = tuple(PROGRAMME_HEADINGS[: PROGRAMME_HEADINGS.index(first)] for first in ("Abstract", "Moderator"))
# Behind them, in the languages into which something is translated: `Title_fr`.
TRANSLATED_HEADINGS = {
    f"{heading}_{language}": (heading, language)
    for language in LANGUAGES
    for heading in ("Session", "Title", "Abstract", "Track")
}
# The first row of a roster: the people of one session.
ROSTER_HEADINGS = (
    "ID", "Name", "Function", "Organisation", "Country", "Pronunciation", "Category", "Rank", "Group", "Seat",
    "Language",
)  # fmt: skip
# Before the address of a session in such a table, as the permanent name of what is imported from it.
OF_ADDRESS = "address:"
# Between the id of a person and the address of the only session in which it is theirs.
OF_SESSION = "@"
# Several people stand in one cell, each on a line of their own; a line without a text holds this.
BETWEEN_PEOPLE = "\n"
NO_TEXT = "\u2014"
