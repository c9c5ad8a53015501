"""Makes a persistent directory as a program with Chroma's own client does: chroma_directory.py DIRECTORY"""

import sys

import chromadb

collection = chromadb.PersistentClient(sys.argv[1]).create_collection(
    "notes", metadata={"hnsw:space": "cosine"}
)
ids = [f"n{i}" for i in reversed(range(1500))]
collection.add(
    ids=ids,
    embeddings=[[1, i / 7, 0.5, 0.25] for i in reversed(range(1500))],
    documents=[f"note {name}" for name in ids],
)
# A record that is written again keeps its place.
collection.upsert(ids=["n0"], embeddings=[[1, 0, 0.5, 0.25]], documents=["written twice"])
