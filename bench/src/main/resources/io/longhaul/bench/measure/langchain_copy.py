"""
The way that most take: Chroma's client reads, langchain-postgres writes, a thousand at a time.

langchain_copy.py PORT COLLECTION URL DIMENSION, prints the seconds that it took.
"""

import sys
import time

import chromadb
from langchain_core.embeddings import FakeEmbeddings
from langchain_postgres import PGVector

port, name, url, dimension = int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
source = chromadb.HttpClient(host="127.0.0.1", port=port).get_collection(name)
target = PGVector(
    embeddings=FakeEmbeddings(size=dimension),
    embedding_length=dimension,
    collection_name=name,
    connection=url,
    create_extension=False,
)
start = time.monotonic()
for offset in range(0, source.count(), 1000):
    page = source.get(limit=1000, offset=offset, include=["embeddings", "documents", "metadatas"])
    target.add_embeddings(
        texts=page["documents"],
        embeddings=[vector.tolist() for vector in page["embeddings"]],
        metadatas=[dict(metadata, user_id="7f3c") for metadata in page["metadatas"]],
        ids=page["ids"],
    )
print(time.monotonic() - start)
