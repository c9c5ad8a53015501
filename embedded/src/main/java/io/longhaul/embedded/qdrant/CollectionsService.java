package io.longhaul.embedded.qdrant;

import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Collections.CollectionDescription;
import io.qdrant.client.grpc.Collections.CollectionExistsRequest;
import io.qdrant.client.grpc.Collections.CollectionExistsResponse;
import io.qdrant.client.grpc.Collections.CollectionOperationResponse;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.DeleteCollection;
import io.qdrant.client.grpc.Collections.GetCollectionInfoRequest;
import io.qdrant.client.grpc.Collections.GetCollectionInfoResponse;
import io.qdrant.client.grpc.Collections.ListCollectionsRequest;
import io.qdrant.client.grpc.Collections.ListCollectionsResponse;
import io.qdrant.client.grpc.CollectionsGrpc;

/** Qdrant's Collections service, without aliases, shards and changes to a collection that exists. */
final class CollectionsService extends CollectionsGrpc.CollectionsImplBase {
    private final Catalog catalog;

    CollectionsService(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void create(CreateCollection request, StreamObserver<CollectionOperationResponse> caller) {
        Reply.to(caller, () -> {
            catalog.create(request);
            return CollectionOperationResponse.newBuilder().setResult(true).build();
        });
    }

    @Override
    public void delete(DeleteCollection request, StreamObserver<CollectionOperationResponse> caller) {
        Reply.to(caller, () -> CollectionOperationResponse.newBuilder()
                .setResult(catalog.delete(request.getCollectionName()))
                .build());
    }

    @Override
    public void get(GetCollectionInfoRequest request, StreamObserver<GetCollectionInfoResponse> caller) {
        Reply.to(caller, () -> GetCollectionInfoResponse.newBuilder()
                .setResult(catalog.get(request.getCollectionName()).info())
                .build());
    }

    @Override
    public void list(ListCollectionsRequest request, StreamObserver<ListCollectionsResponse> caller) {
        Reply.to(caller, () -> {
            ListCollectionsResponse.Builder response = ListCollectionsResponse.newBuilder();
            catalog.names()
                    .forEach(name -> response.addCollections(
                            CollectionDescription.newBuilder().setName(name)));
            return response.build();
        });
    }

    @Override
    public void collectionExists(CollectionExistsRequest request, StreamObserver<CollectionExistsResponse> caller) {
        Reply.to(caller, () -> {
            CollectionExistsResponse.Builder response = CollectionExistsResponse.newBuilder();
            response.getResultBuilder().setExists(catalog.contains(request.getCollectionName()));
            return response.build();
        });
    }
}
