package io.nearfield.jobs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.stream.Stream;

/** Who may lean on whom, over the whole house: the arrows of {@code docs/architecture.md}. */
@AnalyzeClasses(
    packages = "io.nearfield",
    importOptions = {DoNotIncludeTests.class, HouseTest.NoTestsOfOtherModules.class})
class HouseTest {

  /** What other modules lend to tests lies in jars of its own. */
  static final class NoTestsOfOtherModules implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String[] SPARK = {"org.apache.spark..", "org.apache.iceberg.spark.."};
  private static final String[] FLINK = {"org.apache.flink..", "org.apache.iceberg.flink.."};

  @ArchTest
  static final ArchRule indexBuilderLeansOnTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("io.nearfield.index..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.nearfield.index..", "java..", "jdk.incubator.vector..");

  @ArchTest
  static final ArchRule theContractsHaveNoThirdPartyType =
      classes()
          .that()
          .resideInAPackage("io.nearfield.connect.api..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.nearfield.connect.api..", "io.nearfield.index", "java..");

  @ArchTest
  static final ArchRule connectorsKnowNoEngine =
      noClasses()
          .that()
          .resideInAPackage("io.nearfield.connect..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(join(SPARK, FLINK, "io.nearfield.spark..", "io.nearfield.flink.."));

  @ArchTest
  static final ArchRule sparkDoesNotSeeFlink =
      noClasses()
          .that()
          .resideInAnyPackage("io.nearfield.spark..", "io.nearfield.jobs.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              join(FLINK, new String[0], "io.nearfield.flink..", "io.nearfield.jobs.flink.."));

  @ArchTest
  static final ArchRule flinkDoesNotSeeSpark =
      noClasses()
          .that()
          .resideInAnyPackage("io.nearfield.flink..", "io.nearfield.jobs.flink..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              join(SPARK, new String[0], "io.nearfield.spark..", "io.nearfield.jobs.spark.."));

  @ArchTest
  static final ArchRule nothingLeansOnTheDoors =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.nearfield.jobs..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.nearfield.jobs..");

  @ArchTest
  static final ArchRule onlyTheEngineDoorsNameEngines =
      noClasses()
          .that()
          .resideInAPackage("io.nearfield.jobs..")
          .and()
          .resideOutsideOfPackages("io.nearfield.jobs.spark..", "io.nearfield.jobs.flink..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(join(SPARK, FLINK));

  /** {@code add}, {@code remove} and {@code search --live} start without Flink's libraries. */
  @ArchTest
  static final ArchRule liveClientsRunWithoutThePipelines =
      noClasses()
          .that()
          .resideInAPackage("io.nearfield.jobs.live..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.nearfield.flink..",
              "io.nearfield.spark..",
              "io.nearfield.jobs.flink..",
              "io.nearfield.jobs.spark..");

  /** {@code serve} starts without any engine's libraries. */
  @ArchTest
  static final ArchRule theHttpDoorRunsWithoutThePipelines =
      noClasses()
          .that()
          .resideInAPackage("io.nearfield.jobs.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.nearfield.flink..",
              "io.nearfield.spark..",
              "io.nearfield.jobs.cli..",
              "io.nearfield.jobs.flink..",
              "io.nearfield.jobs.spark..");

  /** The library's front: it composes the rooms of connectors, and none of them knows it. */
  @ArchTest
  static final ArchRule nothingInConnectorsLeansOnItsFront =
      noClasses()
          .that()
          .resideInAPackage("io.nearfield.connect.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.nearfield.connect");

  @ArchTest
  static final ArchRule technologiesDoNotSeeEachOther =
      noClasses()
          .that()
          .resideInAnyPackage("io.nearfield.connect.onnx..", "io.nearfield.connect.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.nearfield.connect.iceberg..", "org.apache.iceberg..");

  @ArchTest
  static final ArchRule tablesSeeNeitherModelsNorTopics =
      noClasses()
          .that()
          .resideInAPackage("io.nearfield.connect.iceberg..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.nearfield.connect.onnx..",
              "io.nearfield.connect.kafka..",
              "io.nearfield.connect.lookup..",
              "ai.onnxruntime..",
              "org.apache.kafka..");

  private static String[] join(String[] some, String[] others, String... more) {
    return Stream.of(some, others, more).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
