// SPDX-License-Identifier: GPL-3.0-or-later
#include "rpc/objectreader.h"

namespace tandem::rpc {

void ObjectReader::require(const char *key)
{
    if (isMissing(m_object.value(QLatin1String(key))))
        refuse(key, "there");
}

void ObjectReader::text(const char *key, std::string &target)
{
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (isMissing(value))
        return;
    if (!value.isString())
        return refuse(key, "text");
    target = value.toString().toStdString();
}

void ObjectReader::integer(const char *key, std::int64_t &target)
{
    std::optional<std::int64_t> value;
    integer(key, value);
    if (value)
        target = *value;
}

void ObjectReader::integer(const char *key, std::optional<std::int64_t> &target)
{
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (isMissing(value))
        return;
    // toInteger() gives its argument back for what is no whole number or does not fit.
    const qint64 number = value.toInteger(0);
    if (!value.isDouble() || number != value.toInteger(1))
        return refuse(key, "a whole number");
    target = number;
}

void ObjectReader::boolean(const char *key, bool &target)
{
    std::optional<bool> value;
    boolean(key, value);
    if (value)
        target = *value;
}

void ObjectReader::boolean(const char *key, std::optional<bool> &target)
{
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (isMissing(value))
        return;
    if (!value.isBool())
        return refuse(key, "true or false");
    target = value.toBool();
}

void ObjectReader::integers(const char *key, std::vector<std::int64_t> &target)
{
    const auto isWhole = [](const QJsonValue &item) {
        return item.isDouble() && item.toInteger(0) == item.toInteger(1);
    };
    eachOf(key, "a list of whole numbers", isWhole,
           [&target](const QJsonValue &item) { target.push_back(item.toInteger()); });
}

void ObjectReader::strings(const char *key, std::vector<std::string> &target)
{
    eachOf(
        key, "a list of texts", [](const QJsonValue &item) { return item.isString(); },
        [&target](const QJsonValue &item) { target.push_back(item.toString().toStdString()); });
}

template <class Fits, class Use>
void ObjectReader::eachOf(const char *key, const char *expected, Fits fits, Use use)
{
    const QJsonValue value = m_object.value(QLatin1String(key));
    if (isMissing(value))
        return;
    if (!value.isArray())
        return refuse(key, "a list");
    const QJsonArray array = value.toArray();
    for (const QJsonValue &item : array) {
        if (!fits(item))
            return refuse(key, expected);
        use(item);
    }
}

void ObjectReader::refuse(const char *key, const std::string &expected)
{
    if (!m_error)
        m_error = Error{ErrorCode::BadMessage, {}, std::string(m_what) + ": \"" + key + "\" must be " + expected, {}};
}

} // namespace tandem::rpc
