package io.longhaul.embedded.qdrant;

import io.grpc.stub.StreamObserver;
import io.qdrant.client.grpc.Points.BatchResult;
import io.qdrant.client.grpc.Points.ClearPayloadPoints;
import io.qdrant.client.grpc.Points.CountPoints;
import io.qdrant.client.grpc.Points.CountResponse;
import io.qdrant.client.grpc.Points.CreateFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeleteFieldIndexCollection;
import io.qdrant.client.grpc.Points.DeletePayloadPoints;
import io.qdrant.client.grpc.Points.DeletePoints;
import io.qdrant.client.grpc.Points.GetPoints;
import io.qdrant.client.grpc.Points.GetResponse;
import io.qdrant.client.grpc.Points.PointsOperationResponse;
import io.qdrant.client.grpc.Points.PointsUpdateOperation;
import io.qdrant.client.grpc.Points.QueryBatchPoints;
import io.qdrant.client.grpc.Points.QueryBatchResponse;
import io.qdrant.client.grpc.Points.QueryPoints;
import io.qdrant.client.grpc.Points.QueryResponse;
import io.qdrant.client.grpc.Points.ScoredPoint;
import io.qdrant.client.grpc.Points.ScrollPoints;
import io.qdrant.client.grpc.Points.ScrollResponse;
import io.qdrant.client.grpc.Points.SearchBatchPoints;
import io.qdrant.client.grpc.Points.SearchBatchResponse;
import io.qdrant.client.grpc.Points.SearchPoints;
import io.qdrant.client.grpc.Points.SearchResponse;
import io.qdrant.client.grpc.Points.SetPayloadPoints;
import io.qdrant.client.grpc.Points.UpdateStatus;
import io.qdrant.client.grpc.Points.UpsertPoints;
import io.qdrant.client.grpc.PointsGrpc;
import java.util.List;
import java.util.function.Function;

/** Qdrant's Points service. A change is stored and visible when it is answered, whether or not the caller wished to wait. */
final class PointsService extends PointsGrpc.PointsImplBase {
    private final Catalog catalog;

    PointsService(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public void upsert(UpsertPoints request, StreamObserver<PointsOperationResponse> caller) {
        update(caller, request.getCollectionName(), request.getWait(), table -> UpdatePlan.upsert(table, request));
    }

    @Override
    public void delete(DeletePoints request, StreamObserver<PointsOperationResponse> caller) {
        update(caller, request.getCollectionName(), request.getWait(), table -> UpdatePlan.delete(table, request));
    }

    @Override
    public void setPayload(SetPayloadPoints request, StreamObserver<PointsOperationResponse> caller) {
        update(caller, request.getCollectionName(), request.getWait(), table -> UpdatePlan.setPayload(table, request));
    }

    @Override
    public void overwritePayload(SetPayloadPoints request, StreamObserver<PointsOperationResponse> caller) {
        update(
                caller,
                request.getCollectionName(),
                request.getWait(),
                table -> UpdatePlan.overwritePayload(table, request));
    }

    @Override
    public void deletePayload(DeletePayloadPoints request, StreamObserver<PointsOperationResponse> caller) {
        update(
                caller,
                request.getCollectionName(),
                request.getWait(),
                table -> UpdatePlan.deletePayload(table, request));
    }

    @Override
    public void clearPayload(ClearPayloadPoints request, StreamObserver<PointsOperationResponse> caller) {
        update(
                caller,
                request.getCollectionName(),
                request.getWait(),
                table -> UpdatePlan.clearPayload(table, request));
    }

    private void update(
            StreamObserver<PointsOperationResponse> caller,
            String collection,
            boolean wait,
            Function<PointTable, PointsUpdateOperation> plan) {
        Reply.to(caller, () -> done(catalog.get(collection).update(plan), wait));
    }

    @Override
    public void createFieldIndex(CreateFieldIndexCollection request, StreamObserver<PointsOperationResponse> caller) {
        Reply.to(caller, () -> {
            PayloadPath.parse(request.getFieldName());
            return done(catalog.get(request.getCollectionName()).createIndex(request), request.getWait());
        });
    }

    @Override
    public void deleteFieldIndex(DeleteFieldIndexCollection request, StreamObserver<PointsOperationResponse> caller) {
        Reply.to(caller, () -> done(catalog.get(request.getCollectionName()).deleteIndex(request), request.getWait()));
    }

    private static PointsOperationResponse done(long operation, boolean wait) {
        PointsOperationResponse.Builder response = PointsOperationResponse.newBuilder();
        response.getResultBuilder()
                .setOperationId(operation)
                .setStatus(wait ? UpdateStatus.Completed : UpdateStatus.Acknowledged);
        return response.build();
    }

    @Override
    public void get(GetPoints request, StreamObserver<GetResponse> caller) {
        Reply.to(caller, () -> catalog.get(request.getCollectionName()).read(table -> PointPages.get(table, request)));
    }

    @Override
    public void scroll(ScrollPoints request, StreamObserver<ScrollResponse> caller) {
        Reply.to(caller, () -> catalog.get(request.getCollectionName())
                .read(table -> PointPages.scroll(table, request)));
    }

    @Override
    public void count(CountPoints request, StreamObserver<CountResponse> caller) {
        Reply.to(caller, () -> {
            Refusal.unimplementedIf(request.hasShardKeySelector(), "shard keys");
            long count = catalog.get(request.getCollectionName())
                    .read(table -> PointQueries.count(table, request.getFilter()));
            CountResponse.Builder response = CountResponse.newBuilder();
            response.getResultBuilder().setCount(count);
            return response.build();
        });
    }

    @Override
    public void search(SearchPoints request, StreamObserver<SearchResponse> caller) {
        Reply.to(caller, () -> {
            List<ScoredPoint> found = found(request.getCollectionName(), request);
            return SearchResponse.newBuilder().addAllResult(found).build();
        });
    }

    @Override
    public void searchBatch(SearchBatchPoints request, StreamObserver<SearchBatchResponse> caller) {
        Reply.to(caller, () -> {
            SearchBatchResponse.Builder response = SearchBatchResponse.newBuilder();
            for (SearchPoints search : request.getSearchPointsList()) {
                List<ScoredPoint> found = found(request.getCollectionName(), search);
                response.addResult(BatchResult.newBuilder().addAllResult(found));
            }
            return response.build();
        });
    }

    private List<ScoredPoint> found(String collection, SearchPoints search) {
        return catalog.get(collection).read(table -> PointQueries.search(table, search));
    }

    @Override
    public void query(QueryPoints request, StreamObserver<QueryResponse> caller) {
        Reply.to(caller, () -> {
            List<ScoredPoint> found = found(request.getCollectionName(), request);
            return QueryResponse.newBuilder().addAllResult(found).build();
        });
    }

    @Override
    public void queryBatch(QueryBatchPoints request, StreamObserver<QueryBatchResponse> caller) {
        Reply.to(caller, () -> {
            QueryBatchResponse.Builder response = QueryBatchResponse.newBuilder();
            for (QueryPoints query : request.getQueryPointsList()) {
                List<ScoredPoint> found = found(request.getCollectionName(), query);
                response.addResult(BatchResult.newBuilder().addAllResult(found));
            }
            return response.build();
        });
    }

    private List<ScoredPoint> found(String collection, QueryPoints query) {
        return catalog.get(collection).read(table -> PointQueries.query(table, query));
    }
}
