"""Single answers as Parquet: typed columns, with their labels in the metadata of column and file.

A scale is an ordered category, another single choice a category, each choice of a multiple choice true or false, a
date a date. An absent answer is null, and the column ``NAME:absence`` beside it says in which way it is absent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.column_building import PRESENCES
from analysis.exported_answers import GROUP, RECEIVED, VERSION
from exports.data_files.answer_data import AnswerData, Table, Variable, variables_of
from exports.data_files.batches import Batch, Progress, batches
from exports.data_files.descriptions import describe_column, describe_table
from exports.data_files.facts import Facts
from exports.plain_text import NOT_XML

ABSENCE = ":absence"
ROWS_A_GROUP = 20_000
_PANDAS_TYPES = {"whole": "Int64", "number": "Float64", "flag": "boolean", "place": "Int64", "tick": "boolean"}


def write_parquet_tables(data: AnswerData, facts: Facts, paths: Mapping[str, Path], progress: Progress) -> None:
    """Write each table to its file, all of them in one going through."""
    sheets = [_Sheet(data, facts, table, paths[table.name]) for table in facts.tables]
    written = 0
    try:
        for batch in batches(data, facts):
            for sheet in sheets:
                sheet.add(batch)
            written += len(batch.records)
            progress(written)
    finally:
        for sheet in sheets:
            sheet.close()


class _Sheet:
    """One Parquet file while it is written."""

    def __init__(self, data: AnswerData, facts: Facts, table: Table, path: Path) -> None:
        self.table = table
        self.groups = facts.groups if table.is_main else ()
        self.variables = table.variables(facts.numbers)
        self.schema = _schema(data, facts, table, self.groups)
        make_writer: Any = pq.ParquetWriter  # it carries no types
        self.writer = make_writer(path, self.schema, compression="zstd")
        self.waiting: list[pa.Table] = []

    def add(self, batch: Batch) -> None:
        arrays = {**self._keys(batch), **self._answers(batch)}
        columns = [arrays[field.name] for field in self.schema]
        self.waiting.append(pa.Table.from_arrays(columns, schema=self.schema))
        if sum(len(one) for one in self.waiting) >= ROWS_A_GROUP:
            self._flush()

    def close(self) -> None:
        self._flush()
        self.writer.close()

    def _flush(self) -> None:
        if self.waiting:
            self.writer.write_table(pa.concat_tables(self.waiting).combine_chunks())
        self.waiting.clear()

    def _keys(self, batch: Batch) -> dict[str, pa.Array]:
        values = batch.values(self.table)
        found = {key: pa.array(values[key], type=self.schema.field(key).type) for key in self.table.keys}
        if self.table.is_main:
            found[RECEIVED] = pa.array([record.received_on for record in batch.records], type=pa.date32())
            found[VERSION] = pa.array([record.version for record in batch.records], type=pa.int32())
            for group in self.groups:
                names = [record.strata.get(group) for record in batch.records]
                found[f"{GROUP}{group}"] = pa.array(names, type=pa.string())
        return found

    def _answers(self, batch: Batch) -> dict[str, pa.Array]:
        values, absences = batch.values(self.table), batch.absences(self.table)
        found = {one.name: _array(values[one.name], self.schema.field(one.name).type) for one in self.variables}
        for item in self.table.items:
            codes = pa.array(absences[item.name].cat.codes.to_numpy(), type=pa.int8())
            found[f"{item.name}{ABSENCE}"] = pa.DictionaryArray.from_arrays(codes, pa.array(PRESENCES))
        return found


def _array(column: pd.Series[Any], kind: pa.DataType) -> pa.Array:
    """A column of a frame in its type of the file."""
    if pa.types.is_dictionary(kind):
        codes = column.cat.codes.to_numpy()
        return pa.DictionaryArray.from_arrays(
            pa.array(codes, type=kind.index_type, mask=codes < 0),
            pa.array(column.cat.categories, type=pa.string()),
            ordered=kind.ordered,
        )
    if pa.types.is_string(kind):
        texts = [None if pd.isna(text) else NOT_XML.sub("\ufffd", str(text)) for text in column]
        return pa.array(texts, type=kind)
    if pa.types.is_floating(kind) and not pd.api.types.is_numeric_dtype(column):
        return pa.nulls(len(column), kind)  # a batch in which nobody has the number
    return pa.array(column, type=kind, from_pandas=True)


def _schema(data: AnswerData, facts: Facts, table: Table, groups: tuple[str, ...]) -> pa.Schema:
    fields = [pa.field(key, pa.string() if key == "response_id" else pa.int32()) for key in table.keys]
    if table.is_main:
        fields += [pa.field(RECEIVED, pa.date32()), pa.field(VERSION, pa.int32())]
        fields += [pa.field(f"{GROUP}{group}", pa.string()) for group in groups]
    variables: list[Variable] = []
    for item in table.items:
        of_item = variables_of(item, facts.numbers)
        fields += [pa.field(one.name, _type(one), metadata=_texts(describe_column(one))) for one in of_item]
        said = {"label": f"How “{item.question.label or item.name}” was answered"}
        fields.append(pa.field(f"{item.name}{ABSENCE}", pa.dictionary(pa.int8(), pa.string()), metadata=said))
        variables += of_item
    schema = pa.schema(fields)
    about = json.dumps(describe_table(data, table), ensure_ascii=False)
    return schema.with_metadata({"walkabout": about, "pandas": json.dumps(_for_pandas(schema, variables))})


def _type(variable: Variable) -> pa.DataType:
    if variable.role == "choice":
        width = pa.int8() if len(variable.choices) < 128 else pa.int32()
        return pa.dictionary(width, pa.string(), ordered=variable.item.scale is not None)
    return {
        "flag": pa.bool_(),
        "tick": pa.bool_(),
        "place": pa.int32(),
        "whole": pa.int64(),
        "number": pa.float64(),
        "day": pa.date32(),
        "moment": pa.timestamp("us"),
    }.get(variable.role, pa.string())


def _texts(description: Mapping[str, Any]) -> dict[str, str]:
    """A description as the metadata of a column: texts, and JSON for whatever else."""
    return {
        name: value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in description.items()
        if value
    }


def _for_pandas(schema: pa.Schema, variables: Sequence[Variable]) -> dict[str, Any]:
    """What makes pandas read nulls among whole numbers and truth values as such, and not as fractions and objects."""
    nullable = {one.name: _PANDAS_TYPES[one.role] for one in variables if one.role in _PANDAS_TYPES}
    nullable |= {field.name: "Int64" for field in schema if pa.types.is_int32(field.type)}
    columns = [
        {
            "name": name,
            "field_name": name,
            "pandas_type": kind.lower(),
            "numpy_type": kind,
            "metadata": None,
        }
        for name, kind in nullable.items()
    ]
    return {
        "index_columns": [],
        "column_indexes": [],
        "columns": columns,
        "creator": {"library": "walkabout"},
        "pandas_version": pd.__version__,
    }
