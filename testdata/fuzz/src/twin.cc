/* SPDX-License-Identifier: BSD-2-Clause */
// A COMDAT group and a static constructor's absence: what C++ adds.
template <typename T> __attribute__((noinline)) T twice(T x)
{
	return x + x;
}
extern "C" __attribute__((section("xdp"), used)) int prog(void *ctx)
{
	return twice<int>(2) + (int)twice<long>(3);
}
