// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonObject>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tandem::maxscale {

/// One resource of MaxScale's JSON API answers: {"id", "attributes": {…}, "relationships": {…}}.
struct Resource
{
    std::string id;
    QJsonObject attributes;
    QJsonObject relationships{};

    /// Ids of what it is related to, in MaxScale's order.
    std::vector<std::string> related(QLatin1String kind) const;
};

/// The list in "data"; BadMessage (place: `path`) where there is none, or an entry has no id or attributes.
Result<std::vector<Resource>> resourcesOf(const QJsonObject &document, std::string_view path);

/// A whole number, or nothing.
std::optional<std::int64_t> integerOf(const QJsonValue &value);

/// "Sun, 22 Nov 2026 18:09:10 GMT" as ns since 1970; nothing where it is not such a time.
std::optional<std::int64_t> timeOf(const QJsonValue &value);

} // namespace tandem::maxscale
