"""
Opens a collection with langchain-postgres and searches it: langchain_search.py URL COLLECTION METRIC VECTOR FILTER

Prints what it finds as JSON: id, document, metadata and distance of each neighbour, the nearest first.
"""

import json
import sys

from langchain_core.embeddings import FakeEmbeddings
from langchain_postgres import PGVector
from langchain_postgres.vectorstores import DistanceStrategy

url, collection, metric, vector, wanted = sys.argv[1:]
vector = json.loads(vector)
store = PGVector(
    embeddings=FakeEmbeddings(size=len(vector)),
    embedding_length=len(vector),
    collection_name=collection,
    connection=url,
    distance_strategy=DistanceStrategy[metric],
    create_extension=False,
)
found = store.similarity_search_with_score_by_vector(vector, k=5, filter=json.loads(wanted))
print(json.dumps([[doc.id, doc.page_content, doc.metadata, float(score)] for doc, score in found]))
