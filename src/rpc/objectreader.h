// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QString>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tandem::rpc {

/// Reads fields of one JSON object and remembers the first that is wrong. Missing and null leave the target as it is.
class ObjectReader
{
public:
    ObjectReader(const QJsonObject &object, const char *what) : m_object(object), m_what(what) {}

    void require(const char *key);
    void text(const char *key, std::string &target);
    void integer(const char *key, std::int64_t &target);
    void integer(const char *key, std::optional<std::int64_t> &target);
    void boolean(const char *key, bool &target);
    void boolean(const char *key, std::optional<bool> &target);
    void integers(const char *key, std::vector<std::int64_t> &target);
    void strings(const char *key, std::vector<std::string> &target);

    /// A word of a fixed set; `lookUp` gives its value or nothing.
    template <class T>
    void name(const char *key, T &target, std::optional<T> (*lookUp)(std::string_view))
    {
        std::string word;
        text(key, word);
        if (word.empty())
            return;
        if (const auto value = lookUp(word))
            target = *value;
        else
            refuse(key, "a known word, not \"" + word.substr(0, 40) + "\"");
    }

    /// `Target`: T, or std::optional of it.
    template <class Target, class T>
    void object(const char *key, Target &target, Result<T> (*read)(const QJsonObject &))
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        if (isMissing(value))
            return;
        if (!value.isObject())
            return refuse(key, "an object");
        take(read(value.toObject()), [&](T &&inner) { target = std::move(inner); });
    }

    template <class T>
    void list(const char *key, std::vector<T> &target, Result<T> (*read)(const QJsonObject &))
    {
        const QJsonValue value = m_object.value(QLatin1String(key));
        if (isMissing(value))
            return;
        if (!value.isArray())
            return refuse(key, "a list");
        const QJsonArray array = value.toArray();
        for (const QJsonValue &item : array) {
            if (!item.isObject())
                return refuse(key, "a list of objects");
            take(read(item.toObject()), [&](T &&inner) { target.push_back(std::move(inner)); });
        }
    }

    void refuse(const char *key, const std::string &expected);

    template <class T>
    Result<T> finish(T &&value)
    {
        if (m_error)
            return Failure(*m_error);
        return std::forward<T>(value);
    }

private:
    static bool isMissing(const QJsonValue &value) { return value.isUndefined() || value.isNull(); }

    template <class Fits, class Use>
    void eachOf(const char *key, const char *expected, Fits fits, Use use);
    template <class T, class Use>
    void take(Result<T> &&inner, Use use)
    {
        if (inner)
            use(std::move(*inner));
        else if (!m_error)
            m_error = inner.error();
    }

    const QJsonObject &m_object;
    const char *m_what;
    std::optional<Error> m_error;
};

} // namespace tandem::rpc
