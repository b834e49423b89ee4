#include "run/part.h"

void crm_part_init(const struct crm_run *run, struct crm_part *p)
{
    *p = (struct crm_part){0};
    crm_writer_init(&p->writer, NULL, &run->out->opts);
    p->writer.names = run->out->names;
    p->writer.ncols = run->out->ncols;
}

void crm_part_clear(struct crm_part *p)
{
    crm_writer_clear(&p->writer);
    crm_buf_clear(&p->packed);
}

struct crm_deflater *crm_part_deflater(const struct crm_run *run)
{
    int level = crm_sink_gzip_level(run->out->sink);

    return level == CRM_GZIP_NONE ? NULL : crm_deflater_new(level);
}

void crm_part_pack(struct crm_part *p, struct crm_deflater *deflater)
{
    if (deflater)
        crm_gzip_add(deflater, crm_buf_str(&p->writer.buf), &p->packed);
}

void crm_part_put(struct crm_run *run, struct crm_part *p, const struct crm_deflater *deflater,
                  struct crm_err *e)
{
    struct crm_str text = crm_buf_str(&p->writer.buf);

    if (deflater)
        crm_sink_put_packed(run->out->sink, crm_buf_str(&p->packed), e);
    else if (text.n)
        crm_sink_write(run->out->sink, text.p, text.n, e);
    run->out->rows += p->writer.rows;
    p->writer.rows = 0;
    crm_buf_reset(&p->writer.buf);
    crm_buf_reset(&p->packed);
}
