"""
Fills a collection with made vectors of length 1: chroma_fill.py PORT COLLECTION RECORDS DIMENSION

As a model's vectors do, they differ in few directions; in vectors that are random in all, no index finds the neighbours.
"""

import sys

import chromadb
import numpy

DIRECTIONS = 16

port, name, records, dimension = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
collection = chromadb.HttpClient(host="127.0.0.1", port=port).create_collection(
    name, configuration={"hnsw": {"space": "cosine"}}
)
random = numpy.random.default_rng(1)
directions = random.standard_normal((DIRECTIONS, dimension), dtype=numpy.float32)
for start in range(0, records, 1000):
    count = min(1000, records - start)
    vectors = random.standard_normal((count, DIRECTIONS), dtype=numpy.float32) @ directions
    vectors += 0.1 * random.standard_normal((count, dimension), dtype=numpy.float32)
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    numbers = range(start, start + count)
    collection.add(
        ids=[f"record-{i:08d}" for i in numbers],
        embeddings=vectors,
        documents=[f"What was analysed in item {i}, in a sentence of some length." for i in numbers],
        metadatas=[{"item": i, "share": i / 7, "kind": f"kind {i % 7}"} for i in numbers],
    )
