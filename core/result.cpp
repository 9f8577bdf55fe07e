// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/result.h"

namespace pareto {

const char* to_string(ErrorCode code) {
  switch (code) {
  case ErrorCode::InvalidArgument: return "invalid_argument";
  case ErrorCode::InvalidConfig: return "invalid_config";
  case ErrorCode::InvalidFile: return "invalid_file";
  case ErrorCode::NotFound: return "not_found";
  case ErrorCode::Unsupported: return "unsupported";
  case ErrorCode::OutOfMemory: return "out_of_memory";
  case ErrorCode::Io: return "io";
  case ErrorCode::Cancelled: return "cancelled";
  case ErrorCode::Internal: return "internal";
  }
  return "internal";
}

} // namespace pareto
