// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/limits.h"

#include "core/measure/sampling.h"
#include "gpu/device/command_list.h"

#include <algorithm>
#include <bit>

namespace pareto::gpu {

namespace {

/// Best of the passes that fit in the time, in work per second.
Result<double> best_rate(Device& device, const CommandList& list, double work, double seconds) {
  PARETO_TRY_ASSIGN(fence, device.new_fence());
  double best = 0;
  const double start = now_seconds();
  do {
    const double before = now_seconds();
    PARETO_TRY(list.submit(device, fence));
    PARETO_TRY(device.wait(fence));
    best = std::max(best, work / (now_seconds() - before));
  } while (now_seconds() - start < seconds);
  return best;
}

Result<double> copy_rate(Device& device, double seconds) {
  const int64_t bytes = device.software() ? int64_t{64} << 20 : int64_t{256} << 20; // beyond every cache
  PARETO_TRY_ASSIGN(from, device.new_buffer(bytes, MemoryUse::Device));
  PARETO_TRY_ASSIGN(to, device.new_buffer(bytes, MemoryUse::Device));
  PARETO_TRY(device.fill_zero(from));
  PARETO_TRY(device.fill_zero(to));
  Work copy;
  copy.bindings = {{&from, 0, static_cast<VkDeviceSize>(bytes), Access::Read},
                   {&to, 0, static_cast<VkDeviceSize>(bytes), Access::Write}};
  const int repeats = device.software() ? 1 : 8; // hides the submit's own time
  PARETO_TRY_ASSIGN(list, CommandList::record(device, std::vector<Work>(static_cast<size_t>(repeats), copy)));
  return best_rate(device, list, 2.0 * static_cast<double>(bytes) * repeats, seconds);
}

/// A kernel that fills `floats` and does so many operations, as a list of its own.
Result<double> kernel_rate(Device& device, Shader shader, std::vector<uint32_t> constants, std::vector<uint32_t> push,
                           int64_t floats, uint32_t groups, double operations, double seconds) {
  PARETO_TRY_ASSIGN(buffer, device.new_buffer(floats * 4, MemoryUse::Device));
  PARETO_TRY_ASSIGN(kernel, device.kernels().get(shader, constants));
  Work work;
  work.kernel = kernel;
  work.bindings = {{&buffer, 0, buffer.size(), Access::Write}};
  work.push = std::move(push);
  work.groups[0] = groups;
  work.operations = operations;
  PARETO_TRY_ASSIGN(list, CommandList::record(device, {work}));
  return best_rate(device, list, operations, seconds);
}

Result<double> multiply_rate(Device& device, double seconds) {
  const uint32_t lanes = device.software() ? 64 : 256, groups = device.software() ? 64 : 8192, steps = 16,
                 rounds = 2'000 / steps;
  const double operations = 32.0 * rounds * steps * lanes * groups; // four vec4 multiply-adds a step
  return kernel_rate(device, Shader::PeakRate, {lanes, steps}, {rounds, std::bit_cast<uint32_t>(0.5f)},
                     int64_t{lanes} * groups, groups, operations, seconds);
}

Result<double> unit_rate(Device& device, double seconds) {
  const MatrixUnits units = device.matrix_units();
  const uint32_t subgroups = 4, lanes = subgroups * device.physical().subgroup.subgroupSize,
                 groups = device.software() ? 16 : 4096, steps = 16, rounds = device.software() ? 4 : 64, chains = 4;
  const double operations = 2.0 * units.m * units.n * units.k * chains * steps * rounds * subgroups * groups;
  return kernel_rate(device, Shader::PeakUnits, {lanes, units.m, units.n, units.k, steps}, {rounds, subgroups},
                     int64_t{units.m} * units.n * subgroups * groups, groups, operations, seconds);
}

} // namespace

Result<DeviceLimits> measure_limits(Device& device, double seconds) {
  DeviceLimits limits;
  PARETO_TRY_ASSIGN(copy, copy_rate(device, seconds / 2));
  PARETO_TRY_ASSIGN(multiply, multiply_rate(device, seconds / 2));
  limits.units = device.units_text();
  limits.copy_bytes_per_s = copy;
  limits.flops_per_s = multiply;
  if (device.matrix_units()) {
    PARETO_TRY_ASSIGN(units, unit_rate(device, seconds / 2));
    limits.unit_flops_per_s = units;
  }
  return limits;
}

} // namespace pareto::gpu
