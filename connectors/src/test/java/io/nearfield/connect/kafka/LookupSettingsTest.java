package io.nearfield.connect.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nearfield.connect.api.Lookup;
import io.nearfield.connect.api.Lookup.Combine;
import io.nearfield.connect.api.Radius;
import io.nearfield.connect.api.Radius.Operator;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a lookup may say beside its query and k, as JSON. */
class LookupSettingsTest {

  private static final Lookup CHAIR = Lookup.of(new Lookup.ByText("chair"), 5);

  private static Lookup read(String fields) {
    String json = "{\"request\":\"r\"," + fields + "}";
    return LookupCodec.decode(json.getBytes(UTF_8)).lookup();
  }

  @Test
  void everySettingComesBack() {
    Radius radius =
        new Radius(
            List.of(new Radius.Bound(Operator.GTE, 0.1), new Radius.Bound(Operator.LT, 0.5)));
    for (Lookup lookup :
        List.of(
            CHAIR.withRadius(radius),
            CHAIR.withPage(3, 20),
            CHAIR.farthest(),
            CHAIR.within(Set.of("a", "b")),
            CHAIR.within(Set.of()),
            CHAIR.returning(List.of("price", "lang")),
            CHAIR.returning(List.of()),
            Lookup.of(new Lookup.ByEntities(List.of("b", "a"), Combine.EACH), 5),
            Lookup.of(new Lookup.ByEntities(List.of("b", "a"), Combine.MEAN), 5))) {
      byte[] json = LookupCodec.encode(new LookupRequest("r", lookup));
      assertThat(LookupCodec.decode(json).lookup()).as(new String(json, UTF_8)).isEqualTo(lookup);
    }
  }

  @Test
  void bitsAndDocumentsComeBack() {
    byte[] bytes = {1, -2, 3};
    Lookup bits = Lookup.of(new Lookup.ByBits(bytes), 5);
    Lookup document = Lookup.of(new Lookup.ByDocument(bytes, "application/pdf"), 5);
    assertThat(LookupCodec.decode(LookupCodec.encode(LookupRequest.of(bits))).lookup())
        .usingRecursiveComparison()
        .isEqualTo(bits);
    assertThat(LookupCodec.decode(LookupCodec.encode(LookupRequest.of(document))).lookup())
        .usingRecursiveComparison()
        .isEqualTo(document);
  }

  @Test
  void aRadiusMayBeANumberAndMeansAtMost() {
    assertThat(read("\"text\":\"chair\",\"k\":5,\"radius\":0.25"))
        .isEqualTo(CHAIR.withRadius(Radius.atMost(0.25)));
  }

  @Test
  void aPageCountsInItsOwnSizeOrInK() {
    assertThat(read("\"text\":\"chair\",\"k\":5,\"page\":2")).isEqualTo(CHAIR.withPage(2, 5));
    assertThat(read("\"text\":\"chair\",\"page\":2,\"pageSize\":7"))
        .isEqualTo(CHAIR.withPage(2, 7));
    assertThat(read("\"text\":\"chair\",\"pageSize\":5")).isEqualTo(CHAIR);
  }

  @Test
  void severalEntitiesAreCombinedUnlessSaidOtherwise() {
    assertThat(read("\"ids\":[\"a\",\"b\"],\"k\":5"))
        .isEqualTo(Lookup.of(new Lookup.ByEntities(List.of("a", "b"), Combine.MEAN), 5));
  }
}
