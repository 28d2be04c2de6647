package io.nearfield.index;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What this module may lean on, and what its packages may know of each other. */
@AnalyzeClasses(
    packages = "io.nearfield.index",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String ROOT = "io.nearfield.index";

  private static final DescribedPredicate<JavaClass> VALUE_TYPES =
      DescribedPredicate.describe(
          "VectorBatch, Metric and IndexSpec",
          type ->
              type.getPackageName().equals(ROOT)
                  && type.getBaseComponentType()
                      .getSimpleName()
                      .matches("VectorBatch|Metric|IndexSpec|Code|"));

  @ArchTest
  static final ArchRule leansOnTheJdkAlone =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ROOT + "..", "java..", "jdk.incubator.vector..");

  @ArchTest
  static final ArchRule fewClassesKnowTheVectorModule =
      noClasses()
          .that()
          .haveNameNotMatching(".*\\.kernel\\.Panama\\w*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator.vector..");

  @ArchTest static final ArchRule kernelsKnowNothing = knowsOnly("kernel");

  @ArchTest static final ArchRule threadsKnowNothing = knowsOnly("parallel");

  @ArchTest
  static final ArchRule clusteringKnowsKernels = knowsOnly("kmeans", "kernel", "parallel");

  @ArchTest static final ArchRule codecsKnowKernels = knowsOnly("code", "kernel");

  @ArchTest
  static final ArchRule productCodesKnowClustering =
      knowsOnly("pq", "code", "kmeans", "kernel", "parallel");

  @ArchTest
  static final ArchRule rotationsKnowProductCodes =
      knowsOnly("opq", "pq", "code", "kmeans", "kernel", "parallel");

  @ArchTest static final ArchRule scalarCodesKnowKernels = knowsOnly("sq", "code", "kernel");

  @ArchTest static final ArchRule bitCodesKnowKernels = knowsOnly("rabitq", "code", "kernel");

  @ArchTest static final ArchRule hashesKnowKernels = knowsOnly("lsh", "code", "kernel");

  @ArchTest
  static final ArchRule cellsKnowClustering = knowsOnly("ivf", "kmeans", "kernel", "parallel");

  @ArchTest
  static final ArchRule trainingKnowsNoSearch =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + ".search", ROOT + ".binary", ROOT + ".living", ROOT + ".file", ROOT + ".faiss")
          .and()
          .doNotHaveSimpleName("VectorIndex")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".search");

  @ArchTest
  static final ArchRule picturesKnowKernels = knowsOnly("projection", "kernel", "parallel");

  @ArchTest
  static final ArchRule bitsKnowRequestsAndAnswers =
      knowsOnly("binary", "kernel", "parallel", "search");

  @ArchTest static final ArchRule runbooksKnowNoIndex = knowsOnly("runbook", "parallel");

  @ArchTest
  static final ArchRule nobodyKnowsMaintenanceOrBits =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".living", ROOT + ".binary")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".living", ROOT + ".binary");

  private static ArchRule knowsOnly(String own, String... others) {
    DescribedPredicate<JavaClass> allowed =
        resideInAPackage("java..")
            .or(resideInAPackage("jdk.incubator.vector.."))
            .or(resideInAPackage(ROOT + "." + own))
            .or(VALUE_TYPES);
    for (String other : others) {
      allowed = allowed.or(resideInAPackage(ROOT + "." + other));
    }
    return classes()
        .that()
        .resideInAPackage(ROOT + "." + own)
        .should()
        .onlyDependOnClassesThat(allowed);
  }
}
