// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/healthrollup.h"

namespace tandem::model {

std::string_view nameOf(Resolution resolution)
{
    switch (resolution) {
    case Resolution::Raw: return "raw";
    case Resolution::Minute: return "minute";
    case Resolution::Hour: return "hour";
    }
    return "";
}

std::optional<Resolution> resolutionOf(std::string_view name)
{
    for (const Resolution one : {Resolution::Raw, Resolution::Minute, Resolution::Hour})
        if (nameOf(one) == name)
            return one;
    return std::nullopt;
}

std::int64_t lengthNs(Resolution resolution)
{
    constexpr std::int64_t minute = 60'000'000'000;
    switch (resolution) {
    case Resolution::Raw: return 0;
    case Resolution::Minute: return minute;
    case Resolution::Hour: return 60 * minute;
    }
    return 0;
}

} // namespace tandem::model
