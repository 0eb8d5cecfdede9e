"""The arguments and options that several commands share, each with its help in the users' language."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

_READ = "文件、文件夹、通配符、zip 压缩包，或用 - 表示标准输入。"

Paths = Annotated[list[str], typer.Argument(metavar="PATHS", help=_READ)]
MetadataFile = Annotated[
    Path | None, typer.Option("--metadata", help="补充信息的 CSV：source、region、year、issuer、url、published 等栏。")
]
CatalogueFile = Annotated[Path | None, typer.Option("--catalogue", help="自己的指标目录，并入内置目录。")]
StoreFolder = Annotated[Path | None, typer.Option("--data", help="库的文件夹（默认 data/ 或环境变量 FAZHI_DATA）。")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, help="同时使用的进程数。")]
Cluster = Annotated[str, typer.Option("--cluster", help="Dask 调度程序的地址，如 tcp://host:8786。")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="不显示进度和小结。")]
AsJson = Annotated[bool, typer.Option("--json", help="输出为一个 JSON 对象。")]
