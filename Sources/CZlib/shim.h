// What of zlib LabTrail sees.
#ifndef KMSLAB_CZLIB_SHIM_H
#define KMSLAB_CZLIB_SHIM_H

#include <zlib.h>

// deflateInit2 is a macro that adds the version and the size of the stream.
static inline int lab_begin_gzip(z_stream *stream) {
    return deflateInit2(stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + 16, MAX_MEM_LEVEL, Z_DEFAULT_STRATEGY);
}

#endif
