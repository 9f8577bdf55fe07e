// SPDX-License-Identifier: GPL-3.0-or-later
// A Vulkan executor under the validation layer, or a visible skip where the machine has no driver or no layer.
#pragma once

#include "gpu/vulkan_executor.h"

#include <QTest>

#include <memory>

namespace pareto::test {

/// Prefers the first software device: the one every machine can have.
inline int test_device() {
  const auto devices = vulkan_devices();
  for (size_t i = 0; i < devices.size(); ++i)
    if (devices[i].software)
      return static_cast<int>(i);
  return devices.empty() ? -1 : 0;
}

struct Validated {
  std::unique_ptr<VulkanExecutor> executor;
  std::string skip; ///< why there is none
};

inline Validated validated(Result<std::unique_ptr<VulkanExecutor>> made) {
  if (!made)
    return {nullptr, made.error().message};
  return {std::move(made).value(), {}};
}

/// On a logical device of its own.
inline Validated validated_executor(VulkanOptions options = {}) {
  options.device = test_device();
  if (options.device < 0)
    return {nullptr, "no Vulkan driver on this machine (mesa-vulkan-drivers has one)"};
  options.validation = true;
  return validated(make_vulkan_executor(options));
}

/// On the logical device of another one, whose kernels it shares: Mesa's driver takes 40 ms for each.
inline Validated validated_executor(const Validated& beside, const VulkanOptions& options = {}) {
  return beside.executor ? validated(beside.executor->beside(options)) : Validated{nullptr, beside.skip};
}

/// The layer is loaded and had nothing to say.
inline void check_messages(const VulkanExecutor& executor) {
  QVERIFY(executor.validated());
  for (const std::string& message : executor.validation_messages())
    qWarning("%s", message.c_str());
  QCOMPARE(executor.validation_messages().size(), size_t{0});
}

} // namespace pareto::test

/// Declares `name`, or skips the test function.
#define VALIDATED_OR_SKIP(name, ...)                                                                                   \
  auto name = pareto::test::validated_executor(__VA_ARGS__);                                                           \
  if (!name.executor)                                                                                                  \
  QSKIP(name.skip.c_str())
