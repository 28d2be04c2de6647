package io.nearfield.flink.sql;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.nearfield.connect.api.NearfieldException;
import io.nearfield.connect.onnx.ModelOptions;
import io.nearfield.connect.onnx.Models;
import java.time.Duration;
import java.util.Set;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.factories.FactoryUtil;
import org.apache.flink.table.factories.ModelProviderFactory;
import org.apache.flink.table.ml.ModelProvider;
import org.apache.flink.table.types.logical.RowType;

/**
 * Makes models that run in ONNX Runtime inside the tasks: {@code 'provider' = 'onnx'}.
 *
 * <pre>{@code
 * CREATE MODEL minilm INPUT (text STRING) OUTPUT (v ARRAY<FLOAT>)
 *   WITH ('provider' = 'onnx', 'path' = 'minilm');
 *
 * SELECT question, v FROM ML_PREDICT(TABLE questions, MODEL minilm, DESCRIPTOR(question));
 * }</pre>
 *
 * <p>The vectors are those that {@code nearfield embed} makes with the same model, bit for bit.
 * Columns and model are checked when a query is planned; what is wrong is a {@link
 * ValidationException} that says so.
 */
public final class OnnxModelProviderFactory implements ModelProviderFactory {

  private static final ConfigOption<String> PATH =
      key("path")
          .stringType()
          .noDefaultValue()
          .withDescription(
              "A built-in model's name, or a model folder that can be read where queries are planned"
                  + " and on every task manager.");
  private static final ConfigOption<ModelOptions.Purpose> PURPOSE =
      key("purpose")
          .enumType(ModelOptions.Purpose.class)
          .defaultValue(ModelOptions.Purpose.ITEM)
          .withDescription("Whether stored items or questions are embedded.");
  private static final ConfigOption<Duration> TIME_LIMIT =
      key("time-limit")
          .durationType()
          .noDefaultValue()
          .withDescription("How long the embedding of one content may take.");
  private static final ConfigOption<Integer> ASYNC_THREADS =
      key("async-threads")
          .intType()
          .defaultValue(2)
          .withDescription(
              "How many contents a subtask embeds at once when it predicts asynchronously.");

  @Override
  public String factoryIdentifier() {
    return "onnx";
  }

  @Override
  public Set<ConfigOption<?>> requiredOptions() {
    return Set.of(PATH);
  }

  @Override
  public Set<ConfigOption<?>> optionalOptions() {
    return Set.of(PURPOSE, TIME_LIMIT, ASYNC_THREADS);
  }

  @Override
  public ModelProvider createModelProvider(Context context) {
    FactoryUtil.ModelProviderFactoryHelper helper =
        FactoryUtil.createModelProviderFactoryHelper(this, context);
    helper.validate();
    ReadableConfig options = helper.getOptions();
    try {
      ModelOptions.Purpose purpose = options.get(PURPOSE);
      Embedding embedding =
          new Embedding(
              options.get(PATH),
              new ModelOptions(1, purpose).withLimit(options.getOptional(TIME_LIMIT).orElse(null)),
              options.get(ASYNC_THREADS),
              PredictColumns.of(
                  (RowType)
                      context
                          .getCatalogModel()
                          .getResolvedInputSchema()
                          .toPhysicalRowDataType()
                          .getLogicalType(),
                  (RowType)
                      context
                          .getCatalogModel()
                          .getResolvedOutputSchema()
                          .toPhysicalRowDataType()
                          .getLogicalType()));
      var unused = Models.identity(embedding.path());
      return new EmbeddingProvider(embedding);
    } catch (NearfieldException | IllegalArgumentException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }
}
