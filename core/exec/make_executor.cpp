// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exec/cpu/cpu_executor.h"
#include "core/exec/model_runner.h"
#include "core/exec/reference/reference_executor.h"

namespace pareto {

Result<std::unique_ptr<Executor>> make_executor(const std::string& device) {
  if (device == "cpu")
    return make_cpu_executor();
  if (device == "reference")
    return make_reference_executor();
  if (device.rfind("vulkan", 0) == 0)
    return fail(ErrorCode::Unsupported, "This build has no Vulkan executor yet; use --device cpu.", device);
  return fail(ErrorCode::InvalidArgument, "There is no device '" + device + "'; the devices are cpu and reference.", device);
}

} // namespace pareto
