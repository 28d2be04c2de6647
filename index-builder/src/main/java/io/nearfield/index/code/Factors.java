package io.nearfield.index.code;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Floats within bytes. */
final class Factors {

  /** Little-endian, as a code has them wherever it goes. */
  static final VarHandle IN_CODE =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);

  /** As a vector register loads them. */
  static final VarHandle IN_STORE =
      MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.nativeOrder());

  private Factors() {}
}
