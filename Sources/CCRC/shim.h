// The carry-less multiplication of today's processors, which Swift cannot spell: what a cyclic redundancy check of many
// bytes needs to be faster than memory. Without the instruction `lab_crc_can_fold` says no, and Swift's tables do it all.
//
// The method: V. Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel, 2009).
#ifndef KMSLAB_CCRC_SHIM_H
#define KMSLAB_CCRC_SHIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How to carry 16 bytes over the next 64, and over the next 16: for either distance what the first and the last eight
// bytes are multiplied by.
typedef struct {
    uint64_t far_first, far_last, near_first, near_last;
} lab_crc_folding;

#if defined(__x86_64__)
#include <immintrin.h>

static inline bool lab_crc_can_fold(void) { return __builtin_cpu_supports("pclmul"); }

__attribute__((target("pclmul"), always_inline)) static inline __m128i lab_crc_carry(__m128i block, __m128i keys) {
    return _mm_xor_si128(_mm_clmulepi64_si128(block, keys, 0x00), _mm_clmulepi64_si128(block, keys, 0x11));
}

// Folds the whole blocks of 64 bytes into 16 bytes that leave the same remainder; `start` is added to the first eight.
__attribute__((target("pclmul"))) static inline void lab_crc_fold(
    const void *bytes, size_t blocks, uint64_t start, const lab_crc_folding *by, void *remainder
) {
    const __m128i *next = (const __m128i *)bytes;
    const __m128i far = _mm_set_epi64x((int64_t)by->far_last, (int64_t)by->far_first);
    const __m128i near = _mm_set_epi64x((int64_t)by->near_last, (int64_t)by->near_first);
    __m128i a = _mm_xor_si128(_mm_loadu_si128(next), _mm_cvtsi64_si128((int64_t)start));
    __m128i b = _mm_loadu_si128(next + 1), c = _mm_loadu_si128(next + 2), d = _mm_loadu_si128(next + 3);
    for (next += 4; --blocks > 0; next += 4) {
        a = _mm_xor_si128(lab_crc_carry(a, far), _mm_loadu_si128(next));
        b = _mm_xor_si128(lab_crc_carry(b, far), _mm_loadu_si128(next + 1));
        c = _mm_xor_si128(lab_crc_carry(c, far), _mm_loadu_si128(next + 2));
        d = _mm_xor_si128(lab_crc_carry(d, far), _mm_loadu_si128(next + 3));
    }
    b = _mm_xor_si128(lab_crc_carry(a, near), b);
    c = _mm_xor_si128(lab_crc_carry(b, near), c);
    d = _mm_xor_si128(lab_crc_carry(c, near), d);
    _mm_storeu_si128((__m128i *)remainder, d);
}

#else

static inline bool lab_crc_can_fold(void) { return false; }

static inline void lab_crc_fold(
    const void *bytes, size_t blocks, uint64_t start, const lab_crc_folding *by, void *remainder
) {
    (void)bytes, (void)blocks, (void)start, (void)by, (void)remainder;
    __builtin_trap();
}

#endif
#endif
