package io.nearfield.index.testing;

import java.util.SplittableRandom;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Gives a test its randomness. The seed is fixed, {@code -Dtests.seed=...} sets another; a failure
 * names it.
 */
public final class RandomSource implements ParameterResolver, TestExecutionExceptionHandler {

  private static final long SEED = Long.getLong("tests.seed", 20_261_120);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SplittableRandom.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return new SplittableRandom(SEED ^ context.getRequiredTestMethod().getName().hashCode());
  }

  @Override
  public void handleTestExecutionException(ExtensionContext context, Throwable failure)
      throws Throwable {
    failure.addSuppressed(new Exception("Repeat with -Dtests.seed=" + SEED));
    throw failure;
  }
}
