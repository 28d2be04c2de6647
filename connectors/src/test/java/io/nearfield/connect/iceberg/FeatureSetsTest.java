package io.nearfield.connect.iceberg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nearfield.connect.api.EntityType;
import io.nearfield.connect.api.FeatureSet;
import io.nearfield.connect.api.IncompatibleException;
import io.nearfield.connect.api.ModelIdentity;
import io.nearfield.connect.api.NearfieldException;
import io.nearfield.index.Metric;
import java.nio.file.Path;
import java.util.Map;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureSetsTest {

  @TempDir Path folder;
  private Lake lake;

  @BeforeEach
  void open() {
    lake = Lake.open(LakeOptions.of(folder.resolve("ware house").toString()));
  }

  @AfterEach
  void close() {
    lake.close();
  }

  private Lake another() {
    return Lake.open(lake.options());
  }

  @Test
  void featureSetsAreDescribedInTheirTable() {
    FeatureSet titles =
        new FeatureSet(
            "shop", "titles", Metric.COSINE, new ModelIdentity("m", "ab12", 384), "minilm");
    assertThat(lake.createFeatureSet(titles)).isEqualTo(titles);
    assertThat(lake.createFeatureSet(titles)).isEqualTo(titles);
    FeatureSet imported = LakeFixture.featureSet("shop", "raw", Metric.DOT, 3);
    lake.createFeatureSet(imported);
    try (Lake second = another()) {
      assertThat(second.featureSet("shop", "titles")).contains(titles);
      assertThat(second.featureSets("shop")).containsExactly(imported, titles);
    }
    assertThat(lake.table("shop", Lake.featureTable("titles")).schema().columns())
        .extracting(Types.NestedField::name)
        .containsExactly(
            "feature_id",
            "entity_id",
            "item_id",
            "vector",
            "content_hash",
            "model_hash",
            "embedded_at");
    assertThatThrownBy(() -> lake.requireFeatureSet("shop", "nope"))
        .isInstanceOf(NearfieldException.class)
        .hasMessageContaining("raw, titles");
  }

  @Test
  void aFeatureSetOfAnotherModelIsNotMixedIn() {
    FeatureSet first =
        new FeatureSet("shop", "t", Metric.COSINE, new ModelIdentity("a", "a1", 4), "a");
    FeatureSet other =
        new FeatureSet("shop", "t", Metric.COSINE, new ModelIdentity("b", "b1", 4), "b");
    lake.createFeatureSet(first);
    assertThatThrownBy(() -> lake.createFeatureSet(other))
        .isInstanceOf(IncompatibleException.class)
        .hasMessageContaining("a@a1")
        .hasMessageContaining("b@b1");
    assertThatThrownBy(
            () ->
                lake.createFeatureSet(new FeatureSet("shop", "t", Metric.DOT, first.model(), "a")))
        .isInstanceOf(IncompatibleException.class)
        .hasMessageContaining("COSINE");
    lake.updateFeatureSet(other);
    assertThat(lake.requireFeatureSet("shop", "t")).isEqualTo(other);
  }

  @Test
  void whatWasSaidAboutAFeatureSetIsKept() {
    FeatureSet faces =
        LakeFixture.featureSet("shop", "faces", Metric.COSINE, 3)
            .withEntityType(EntityType.ANNOTATION)
            .describedBy("clip", Map.of("owner", "Vera \"V\" Ý", "empty", ""));
    lake.createFeatureSet(faces);
    assertThat(lake.requireFeatureSet("shop", "faces")).isEqualTo(faces);
    assertThatThrownBy(() -> lake.createFeatureSet(faces.withEntityType(EntityType.ITEM)))
        .isInstanceOf(IncompatibleException.class)
        .hasMessageContaining("entity type ANNOTATION");
  }

  @Test
  void aDescriptionFromBeforeEntityTypesIsOfItems() {
    lake.createFeatureSet(LakeFixture.featureSet("shop", "old", Metric.DOT, 2));
    lake.table("shop", Lake.featureTable("old"))
        .updateProperties()
        .set(
            "nearfield.feature-set",
            "{\"dataset\": \"shop\", \"name\": \"old\", \"metric\": \"DOT\","
                + " \"model\": {\"name\": \"m\", \"hash\": \"h\", \"dimension\": 2}}")
        .commit();
    assertThat(lake.requireFeatureSet("shop", "old"))
        .isEqualTo(new FeatureSet("shop", "old", Metric.DOT, new ModelIdentity("m", "h", 2), null));
  }
}
