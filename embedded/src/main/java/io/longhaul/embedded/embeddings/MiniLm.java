package io.longhaul.embedded.embeddings;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.Executor;

/** all-MiniLM-L6-v2, quantised, in this process: 384 dimensions, 512 word pieces. Safe for use by several threads. */
final class MiniLm {
    static final String MODEL = "all-MiniLM-L6-v2";
    static final int DIMENSIONS = 384;
    static final int MOST_TOKENS = 512;
    private static final String NETWORK = "/all-minilm-l6-v2-q.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-q-tokenizer.json";

    private final Encoder encoder;
    private final HuggingFaceTokenizer tokenizer;

    private MiniLm(Encoder encoder, HuggingFaceTokenizer tokenizer) {
        this.encoder = encoder;
        this.tokenizer = tokenizer;
    }

    /** Takes about a second. */
    static MiniLm load() throws IOException {
        try (InputStream network = resource(NETWORK);
                InputStream encoderTokens = resource(TOKENIZER);
                InputStream tokens = resource(TOKENIZER);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            // The texts of a batch are spread over the cores; threads within one short text would only get in the way.
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession session = environment.createSession(network.readAllBytes(), options);
            return new MiniLm(
                    new Encoder(new OnnxBertBiEncoder(environment, session, encoderTokens, PoolingMode.MEAN)),
                    // The tokenizer's own file asks for cutting at 128 tokens, which would hide a text that is too
                    // long.
                    HuggingFaceTokenizer.newInstance(tokens, Map.of("padding", "false", "truncation", "false")));
        } catch (OrtException failure) {
            throw new IOException("the embedding model " + MODEL + " does not load", failure);
        }
    }

    private static InputStream resource(String name) throws IOException {
        InputStream resource = MiniLm.class.getResourceAsStream(name);
        if (resource == null) {
            throw new IOException("the embedding model's " + name + " is not on the class path");
        }
        return resource;
    }

    /** With the two marks around each text, as the model sees it. */
    int tokens(String text) {
        return tokenizer.encode(text).getIds().length;
    }

    /** Of unit length. */
    float[] embed(String text) {
        return encoder.embed(text).content().vector();
    }

    /** The library's way from a text to its vector, over a session that we have set up ourselves. */
    private static final class Encoder extends AbstractInProcessEmbeddingModel {
        private static final Executor IN_THE_CALLERS_THREAD = Runnable::run;
        private final OnnxBertBiEncoder network;

        Encoder(OnnxBertBiEncoder network) {
            super(IN_THE_CALLERS_THREAD);
            this.network = network;
        }

        @Override
        protected OnnxBertBiEncoder model() {
            return network;
        }
    }
}
