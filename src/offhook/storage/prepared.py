"""Statements for the hottest paths, compiled once and run on the driver's own cursor.

A call that is placed asks a dozen questions and each of its turns writes two or three rows. Through SQLAlchemy each
statement costs a hundred microseconds of CPU and more, on the driver's own cursor a few. They are still written in
SQLAlchemy, so they follow the schema and the dialect.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Insert, Select, Table, Update, bindparam, insert, update
from sqlalchemy.sql.dml import ReturningDelete


class Prepared:
    """An insert or update whose parameters are named and plain: text, numbers, bytes, None."""

    def __init__(self, statement: Insert | Update) -> None:
        self._statement = statement
        self._compiled: dict[str, tuple[str, list[str] | None]] = {}

    def run(self, conn: Connection, values: Mapping[str, Any]) -> None:
        """Execute with these values, in the connection's transaction."""
        prepared = self._compiled.get(conn.dialect.name)
        if prepared is None:
            compiled: Any = self._statement.compile(dialect=conn.dialect)
            prepared = self._compiled[conn.dialect.name] = (str(compiled), compiled.positiontup)
        sql, order = prepared
        cursor = conn.connection.cursor()
        try:
            cursor.execute(sql, values if order is None else [values[name] for name in order])
        finally:
            cursor.close()


class Query:
    """A select, or a returning, whose parameters are named and plain. Rows are named tuples, in the columns' types."""

    def __init__(self, statement: Select[Any] | ReturningDelete[Any]) -> None:
        self._statement = statement
        self._compiled: dict[str, _Compiled] = {}

    def all(self, conn: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Every row."""
        compiled = self._compiled.get(conn.dialect.name)
        if compiled is None:
            compiled = self._compiled[conn.dialect.name] = _compile(self._statement, conn.dialect)
        given = {**compiled.constants, **values}
        cursor = conn.connection.cursor()
        try:
            cursor.execute(compiled.sql, given if compiled.order is None else [given[name] for name in compiled.order])
            return [compiled.row(found) for found in cursor.fetchall()]
        finally:
            cursor.close()

    def first(self, conn: Connection, values: Mapping[str, Any]) -> Any | None:
        """The first row; None when there is none."""
        rows = self.all(conn, values)
        return rows[0] if rows else None


@dataclass(frozen=True, slots=True)
class _Compiled:
    sql: str
    order: list[str] | None
    """Names in the order of the placeholders; None where the driver takes names."""
    constants: dict[str, Any]
    row: Callable[[Sequence[Any]], Any]


_named_tuple: Callable[..., Any] = namedtuple  # its fields are known only when it runs


def _compile(statement: Any, dialect: Dialect) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect)
    columns = compiled._result_columns
    names = [str(column.keyname) for column in columns]
    make = _named_tuple("Row", names, rename=True)._make
    converters = [
        (at, convert)
        for at, column in enumerate(columns)
        if (convert := column.type.dialect_impl(dialect).result_processor(dialect, None)) is not None
    ]

    def row(found: Sequence[Any]) -> Any:
        if not converters:
            return make(found)
        values = list(found)
        for at, convert in converters:
            values[at] = convert(values[at])
        return make(values)

    constants = {name: value for name, value in compiled.params.items() if value is not None}
    return _Compiled(str(compiled), compiled.positiontup, constants, row)


def insert_into(table: Table, *columns: str) -> Prepared:
    """An insert of these columns, or of all."""
    names = columns or tuple(column.name for column in table.columns)
    return Prepared(insert(table).values({name: bindparam(name) for name in names}))


def update_by_id(table: Table, *columns: str) -> Prepared:
    """An update of these columns of the row whose id is given as `row_id`."""
    return Prepared(
        update(table).where(table.c.id == bindparam("row_id")).values({name: bindparam(name) for name in columns})
    )
