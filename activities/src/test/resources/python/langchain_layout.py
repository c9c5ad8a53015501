"""Lets langchain-postgres make its own tables: langchain_layout.py URL DIMENSION"""

import sys

from langchain_core.embeddings import FakeEmbeddings
from langchain_postgres import PGVector

url, dimension = sys.argv[1], int(sys.argv[2])
PGVector(
    embeddings=FakeEmbeddings(size=dimension),
    embedding_length=dimension,
    collection_name="its own",
    connection=url,
    create_extension=False,
)
