"""Files that are no programme are refused in a sentence that says what they look like, with their real numbers."""

from __future__ import annotations

import json

import pytest

from tests.formats.imports.reading import refused

PEOPLE = [{"name": f"Ann Lee {n}", "company": "ACME", "bio": "x", "email": "a@b.c"} for n in range(187)]
TABLE = "Name,Company,Bio\n" + "".join(f"Ann Lee{chr(97 + n)},ACME,Likes clocks\n" for n in range(20))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (TABLE, "This looks like a list of 20 people (Name, Company, Bio)"),
        (json.dumps(PEOPLE), "This looks like a list of 187 people"),
        (json.dumps({"speakers": PEOPLE, "count": 187}), "This looks like a list of 187 people"),
        (json.dumps({"$schema": "x", "type": "object", "properties": {}}), "a schema, which describes data"),
        (json.dumps({"openapi": "3.1.0", "paths": {}}), "a schema, which describes data"),
        (json.dumps([{"sku": n, "price": 1} for n in range(187)]), "a list of 187"),
        ("<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>", "an XML schema"),
        ("<rss version='2.0'><channel/></rss>", "a news feed"),
        ("-- MySQL dump 10.13\n--\n/*!40101 SET x */;\nCREATE TABLE `talks` (id int);\n", "a dump of a database (SQL)"),
        ("BEGIN TRANSACTION;\nCREATE TABLE t (a);\nINSERT INTO t VALUES (1);\n", "a dump of a database (SQL)"),
        ("Name,Price\nBread,3\nMilk,1\n", "a list of goods, prices or orders (Name, Price)"),
    ],
)
def test_a_file_that_is_no_programme_is_called_what_it_looks_like(data: str, says: str) -> None:
    sentence = refused(data)
    assert says in sentence
    assert "nothing was found" not in sentence.lower()
    assert "No session and no item" not in sentence
