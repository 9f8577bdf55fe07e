// SPDX-License-Identifier: GPL-3.0-or-later
#include "gpu/device/kernel.h"

namespace pareto::gpu {

namespace {

#include "shader_code.inc" // made by the build: an array k_NAME of SPIR-V words for each shader of the list

#define PARETO_ROW(id, name, file, form, bindings, texels, units) {#name, k_##name, bindings, texels, units},
const ShaderSource kSources[] = {PARETO_SHADERS(PARETO_ROW)};
#undef PARETO_ROW

} // namespace

const ShaderSource& shader_source(Shader shader) { return kSources[static_cast<size_t>(shader)]; }

} // namespace pareto::gpu
