#include "clean/type.h"

#include <stdlib.h>
#include <string.h>

#include "table/currency.h"

const struct crm_type *const crm_types[] = {&crm_type_text,
                                            &crm_type_name,
                                            &crm_type_id,
                                            &crm_type_resident_id,
                                            &crm_type_credit_code,
                                            &crm_type_phone,
                                            &crm_type_email,
                                            &crm_type_date,
                                            &crm_type_datetime,
                                            &crm_type_money,
                                            &crm_type_quantity,
                                            &crm_type_score,
                                            &crm_type_currency,
                                            &crm_type_status,
                                            &crm_type_boolean,
                                            &crm_type_gender,
                                            &crm_type_country,
                                            &crm_type_address,
                                            &crm_type_province,
                                            &crm_type_city,
                                            &crm_type_district,
                                            &crm_type_postcode,
                                            NULL};

const char *crm_step_name(enum crm_clean_step step)
{
    static const char *const names[] = {
#define NAME(name) #name,
        CRM_STEPS(NAME)
#undef NAME
    };

    return names[step];
}

struct crm_clean_opts crm_clean_defaults(void)
{
    return (struct crm_clean_opts){
        .region = "CN",
        .decimal = '.',
        .scale = -1,
        .allows_quoted = true,
        .allows_utf8 = true,
    };
}

const struct crm_type *crm_type_named(struct crm_str name)
{
    for (size_t i = 0; crm_types[i]; i++)
        if (crm_str_eq_nocase(name, crm_str_of(crm_types[i]->name)))
            return crm_types[i];
    return NULL;
}

static const char *const flags[] = {"0", "1", NULL};

/* The place of the value among choices, or -1. */
static int choice_of(const char *const *choices, const char *value)
{
    choices = choices ? choices : flags;
    for (int i = 0; choices[i]; i++)
        if (strcmp(choices[i], value) == 0)
            return i;
    return -1;
}

static bool set_code(char *code, const char *value)
{
    if (strlen(value) != 3)
        return false;
    for (int i = 0; i < 3; i++)
        code[i] = (char)(value[i] >= 'a' && value[i] <= 'z' ? value[i] - 'a' + 'A' : value[i]);
    code[3] = '\0';
    return crm_currency_bit(code) != 0;
}

static bool set_number(int *number, const char *value)
{
    char *end;
    long n = strtol(value, &end, 10);

    if (!crm_is_digit(*value) || *end || n > 99999)
        return false;
    *number = (int)n;
    return true;
}

static const char *const orders[] = {"none", "ymd", "dmy", "mdy", NULL};

static bool set(const struct crm_key *key, const char *value, void *field)
{
    int choice = choice_of(key->kind == CRM_KEY_ORDER ? orders : key->choices, value);

    switch (key->kind) {
    case CRM_KEY_TEXT:
        *(const char **)field = value;
        return *value != '\0';
    case CRM_KEY_CODE3:
        return set_code(field, value);
    case CRM_KEY_INT:
        return set_number(field, value);
    case CRM_KEY_ZONE:
        return crm_zone_parse(value, field);
    case CRM_KEY_CHAR:
        if (choice >= 0)
            *(char *)field = key->chars[choice];
        return choice >= 0;
    case CRM_KEY_FLAG:
        if (choice >= 0)
            *(bool *)field = choice > 0;
        return choice >= 0;
    case CRM_KEY_CHOICE:
    case CRM_KEY_ORDER:
        if (choice >= 0)
            *(int *)field = choice;
        return choice >= 0;
    }
    return false;
}

enum crm_msg crm_type_option(const struct crm_type *type, struct crm_str key, const char *value,
                             struct crm_clean_opts *opts)
{
    for (const struct crm_key *k = type->keys; k && k->name; k++)
        if (crm_str_eq(key, crm_str_of(k->name)))
            return set(k, value, (char *)opts + k->offset) ? CRM_MSG_NONE : CRM_MSG_BAD_KEY_VALUE;
    return CRM_MSG_UNKNOWN_KEY;
}

static void add_zone(struct crm_buf *out, const struct crm_zone *zone)
{
    int minutes = zone->offset_minutes;

    if (zone->is_named)
        crm_buf_add_cstr(out, zone->name);
    else
        crm_buf_addf(out, "%c%02d:%02d", minutes < 0 ? '-' : '+', abs(minutes) / 60,
                     abs(minutes) % 60);
}

static void add_value(struct crm_buf *out, const struct crm_key *key, const void *field)
{
    const char *const *choices = key->choices ? key->choices : flags;
    const char *sign;

    switch (key->kind) {
    case CRM_KEY_TEXT:
        crm_buf_add_cstr(out, *(const char *const *)field);
        break;
    case CRM_KEY_CODE3:
        crm_buf_add_cstr(out, field);
        break;
    case CRM_KEY_INT:
        crm_buf_add_int(out, *(const int *)field);
        break;
    case CRM_KEY_CHOICE:
        crm_buf_add_cstr(out, choices[*(const int *)field]);
        break;
    case CRM_KEY_FLAG:
        crm_buf_add_cstr(out, choices[*(const bool *)field]);
        break;
    case CRM_KEY_CHAR:
        sign = strchr(key->chars, *(const char *)field);
        crm_buf_add_cstr(out, choices[sign - key->chars]);
        break;
    case CRM_KEY_ORDER:
        crm_buf_add_cstr(out, orders[*(const int *)field]);
        break;
    case CRM_KEY_ZONE:
        add_zone(out, field);
        break;
    }
}

void crm_type_add_options(struct crm_buf *out, const struct crm_type *type,
                          const struct crm_clean_opts *opts)
{
    const struct crm_clean_opts usual = crm_clean_defaults();
    struct crm_buf value = {0}, usual_value = {0};

    for (const struct crm_key *k = type->keys; k && k->name; k++) {
        crm_buf_reset(&value);
        crm_buf_reset(&usual_value);
        add_value(&value, k, (const char *)opts + k->offset);
        add_value(&usual_value, k, (const char *)&usual + k->offset);
        if (!crm_str_eq(crm_buf_str(&value), crm_buf_str(&usual_value)))
            crm_buf_addf(out, " %s=%.*s", k->name, (int)value.n, crm_buf_str(&value).p);
    }
    crm_buf_clear(&value);
    crm_buf_clear(&usual_value);
}
