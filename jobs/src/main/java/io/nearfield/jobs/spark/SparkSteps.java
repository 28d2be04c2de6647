package io.nearfield.jobs.spark;

import io.nearfield.connect.api.Progress;
import io.nearfield.connect.iceberg.Lake;
import io.nearfield.connect.iceberg.LakeOptions;
import io.nearfield.jobs.Simd;
import io.nearfield.spark.LakeSession;
import io.nearfield.spark.build.BuildAction;
import io.nearfield.spark.build.BuildOptions;
import io.nearfield.spark.build.BuildReport;
import io.nearfield.spark.build.RefreshAction;
import io.nearfield.spark.build.RefreshOptions;
import io.nearfield.spark.build.RefreshReport;
import io.nearfield.spark.embed.EmbedAction;
import io.nearfield.spark.embed.EmbedOptions;
import io.nearfield.spark.embed.EmbedReport;
import io.nearfield.spark.evaluate.EvaluateAction;
import io.nearfield.spark.evaluate.EvaluateOptions;
import io.nearfield.spark.evaluate.Evaluation;
import io.nearfield.spark.export.ExportAction;
import io.nearfield.spark.export.ExportOptions;
import io.nearfield.spark.export.ExportReport;
import io.nearfield.spark.features.ImportOptions;
import io.nearfield.spark.features.ImportVectorsAction;
import io.nearfield.spark.features.ModelMoveAction;
import io.nearfield.spark.features.VectorsReport;
import io.nearfield.spark.ingest.IngestAction;
import io.nearfield.spark.ingest.IngestOptions;
import io.nearfield.spark.ingest.IngestReport;
import io.nearfield.spark.maintain.MaintainAction;
import io.nearfield.spark.maintain.MaintainOptions;
import io.nearfield.spark.maintain.MaintainReport;
import io.nearfield.spark.neighbours.DuplicatesAction;
import io.nearfield.spark.neighbours.DuplicatesOptions;
import io.nearfield.spark.neighbours.DuplicatesReport;
import io.nearfield.spark.neighbours.NeighboursAction;
import io.nearfield.spark.neighbours.NeighboursOptions;
import io.nearfield.spark.neighbours.NeighboursReport;
import org.apache.spark.sql.SparkSession;

/**
 * The batch steps on one Spark session and one lake. Opening takes seconds, so whoever runs several
 * steps keeps one of these.
 */
public final class SparkSteps implements AutoCloseable {

  private final Lake lake;
  private final SparkSession spark;
  private final Progress progress;

  private SparkSteps(Lake lake, SparkSession spark, Progress progress) {
    this.lake = lake;
    this.spark = spark;
    this.progress = progress;
  }

  public static SparkSteps open(LakeOptions options, Progress progress) {
    Simd.start();
    Lake lake = Lake.open(options);
    try {
      return new SparkSteps(lake, LakeSession.open(lake, "nearfield"), progress);
    } catch (RuntimeException | Error e) {
      lake.close();
      throw e;
    }
  }

  public Lake lake() {
    return lake;
  }

  public IngestReport ingest(IngestOptions options) {
    return new IngestAction(spark, lake, new WithoutSummary(progress)).run(options);
  }

  public EmbedReport embed(EmbedOptions options) {
    return new EmbedAction(spark, lake, new WithoutSummary(progress)).run(options);
  }

  public VectorsReport importVectors(ImportOptions options) {
    return new ImportVectorsAction(spark, lake, new WithoutSummary(progress)).run(options);
  }

  public BuildReport build(BuildOptions options) {
    return new BuildAction(spark, lake, progress).run(options);
  }

  public ModelMoveAction modelMove() {
    return new ModelMoveAction(spark, lake, new WithoutSummary(progress));
  }

  public ExportReport export(ExportOptions options) {
    return new ExportAction(spark, lake, new WithoutSummary(progress)).run(options);
  }

  public RefreshReport refresh(RefreshOptions options) {
    return new RefreshAction(spark, lake, progress).run(options);
  }

  /** Answers a file of queries; returns how many rows were written or printed. */
  public long search(BatchSearch search) {
    return search.run(spark, lake, progress);
  }

  public NeighboursReport neighbours(NeighboursOptions options) {
    return new NeighboursAction(spark, lake, progress).run(options);
  }

  public Evaluation evaluate(EvaluateOptions options) {
    return new EvaluateAction(spark, lake, progress).run(options);
  }

  public DuplicatesReport duplicates(DuplicatesOptions options) {
    return new DuplicatesAction(spark, lake, progress).run(options);
  }

  public MaintainReport maintain(MaintainOptions options) {
    return new MaintainAction(spark, lake, progress).run(options);
  }

  @Override
  public void close() {
    try {
      spark.stop();
    } finally {
      lake.close();
    }
  }
}
